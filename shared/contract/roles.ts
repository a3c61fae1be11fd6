/** Every user has one role. */
export const roles = ['member', 'instructor', 'moderator', 'admin'] as const
export type Role = (typeof roles)[number]

/** Whether someone with `role` may do what is reserved to `required`. An admin may do all; everyone is a member. */
export function hasRole(role: Role, required: Role): boolean {
  return role === 'admin' || required === 'member' || role === required
}

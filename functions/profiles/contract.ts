import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { count, id, listQuery, page, text, time, webAddress } from '../../shared/contract/fields.ts'
import { roles } from '../../shared/contract/roles.ts'
import { worker } from '../../shared/contract/worker.ts'
import { mediaChanged } from '../media/contract.ts'

/** A username as typed; stored and compared in lower case. */
export const usernameField = z
  .string()
  .regex(/^[A-Za-z0-9_]{3,30}$/, 'must be 3 to 30 letters, digits or underscores')
  .toLowerCase()
  .meta({ override: { type: 'string', pattern: '^[A-Za-z0-9_]{3,30}$', example: 'ada' } })

export const fullNameField = text(100, { min: 1 })

/** How a user is named wherever something of theirs is shown. */
export const UserSummary = z
  .object({ id, username: z.string(), full_name: z.string().nullable(), avatar_url: z.string().nullable() })
  .meta({ id: 'UserSummary' })

const SocialLinks = z.object({
  website: z.string().nullable(),
  twitter: z.string().nullable(),
  facebook: z.string().nullable(),
  instagram: z.string().nullable(),
})

const userFields = {
  ...UserSummary.shape,
  bio: z.string().nullable(),
  profile_picture_url: z.string().nullable().describe('The same picture as `avatar_url`.'),
  social_links: SocialLinks,
  role: z.enum(roles),
  status: z.string().nullable(),
  last_active: time.nullable(),
  followers_count: count,
  following_count: count,
  posts_count: count,
  articles_count: count,
  is_private: z.boolean(),
  created_at: time,
  updated_at: time,
}

/** A profile; fields that the owner's privacy hides from the reader are null. */
export const User = z.object(userFields).meta({ id: 'User' })

const audience = z.enum(['everyone', 'contacts', 'nobody'])

const Privacy = z.object({
  last_seen: audience,
  profile_picture: audience,
  status: audience,
  read_receipts: audience,
  messages: audience,
})

const settingsFields = { theme: z.enum(['system', 'light', 'dark']), notifications: z.boolean() }

export const Settings = z.object({ user_id: id, ...settingsFields, privacy: Privacy, updated_at: time }).meta({ id: 'Settings' })

/** A user's own profile. */
export const Me = z
  .object({ ...userFields, email: z.string(), email_verified: z.boolean(), settings: Settings })
  .meta({ id: 'Me' })

export const userRoleChanged = event('user.role_changed', { user_id: id, role: z.enum(roles), changed_by: id })

/** `fields` names what was changed, as in the body of the call. */
export const profileUpdated = event('profile.updated', { user_id: id, fields: z.array(z.string()), is_private: z.boolean() })

export const getMe = endpoint({
  id: 'get-me',
  method: 'GET',
  path: '/v1/me',
  summary: 'Your own profile',
  auth: 'user',
  response: { 200: Me },
})

// An account elsewhere, as a name or as a link: nothing that a browser would run.
const account = z
  .string()
  .max(200)
  .regex(/^(?:https?:\/\/\S+|@?[\w.-]+)$/, 'must be an account name or an http or https address')
  .nullable()
  .optional()

export const updateMe = endpoint({
  id: 'update-me',
  method: 'PATCH',
  path: '/v1/me',
  summary: 'Change your profile',
  description: '`social_links` merges key by key; `null` takes a value away.',
  auth: 'user',
  body: z.strictObject({
    username: usernameField.optional(),
    full_name: fullNameField.nullable().optional(),
    bio: text(1000, { min: 1 }).nullable().optional(),
    status: text(140, { min: 1 }).nullable().optional(),
    social_links: z
      .strictObject({ website: webAddress.nullable().optional(), twitter: account, facebook: account, instagram: account })
      .optional(),
    avatar_media_id: id.nullable().optional(),
    is_private: z.boolean().optional(),
  }),
  response: { 200: Me },
  problems: { username_taken: 409, media_not_found: 422 },
  emits: [profileUpdated],
  transaction: true,
  uses: ['media-links'],
})

export const getSettings = endpoint({
  id: 'get-settings',
  method: 'GET',
  path: '/v1/me/settings',
  summary: 'Your settings',
  auth: 'user',
  response: { 200: Settings },
})

export const updateSettings = endpoint({
  id: 'update-settings',
  method: 'PATCH',
  path: '/v1/me/settings',
  summary: 'Change your settings',
  description: '`privacy` merges key by key.',
  auth: 'user',
  body: z.strictObject({
    theme: settingsFields.theme.optional(),
    notifications: z.boolean().optional(),
    privacy: z.strictObject(Privacy.partial().shape).optional(),
  }),
  response: { 200: Settings },
})

export const getUser = endpoint({
  id: 'get-user',
  method: 'GET',
  path: '/v1/users/{user_id}',
  summary: 'A profile',
  auth: 'public',
  response: { 200: User },
  problems: { user_not_found: 404 },
})

export const listUsers = endpoint({
  id: 'list-users',
  method: 'GET',
  path: '/v1/users',
  summary: 'Find people by username, or by the beginning of a name',
  description: 'Give either `username`, for at most one answer, or `q`: the beginning of a username or of a word of a full name.',
  auth: 'public',
  query: listQuery({
    username: z.string().min(1).max(30).optional(),
    q: text(100, { min: 1 }).optional(),
  }).refine(({ username, q }) => (username === undefined) !== (q === undefined), 'must have either username or q'),
  response: { 200: page(User) },
})

export const changeRole = endpoint({
  id: 'change-role',
  method: 'PATCH',
  path: '/v1/users/{user_id}/role',
  summary: 'Give a user another role',
  description: "The role holds from the user's next access token.",
  auth: 'admin',
  body: z.strictObject({ role: z.enum(roles) }),
  response: { 200: User },
  problems: { user_not_found: 404 },
  emits: [userRoleChanged],
})

export const listContacts = endpoint({
  id: 'list-contacts',
  method: 'GET',
  path: '/v1/me/contacts',
  summary: 'The people on your list, the latest first',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(User) },
})

export const addContact = endpoint({
  id: 'add-contact',
  method: 'PUT',
  path: '/v1/me/contacts/{user_id}',
  summary: 'Put someone on your list',
  auth: 'user',
  response: { 204: null },
  problems: { user_not_found: 404, cannot_target_self: 422 },
})

export const removeContact = endpoint({
  id: 'remove-contact',
  method: 'DELETE',
  path: '/v1/me/contacts/{user_id}',
  summary: 'Take someone off your list',
  auth: 'user',
  response: { 204: null },
  problems: { user_not_found: 404 },
})

export const showAvatar = worker({
  id: 'show-avatar',
  summary: "Keeps the address of a user's picture beside their name",
  on: [mediaChanged],
  uses: ['media-links'],
  impact: 'New profile pictures do not appear.',
})

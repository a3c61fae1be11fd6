import { http } from '../../shared/runtime/http.ts'
import { changeRole, userRoleChanged } from './contract.ts'
import { Users } from './model.ts'
import { presentUser } from './present.ts'

/** Gives a user another role. Sessions go on; their next access tokens carry it. */
export const handler = http(changeRole, async ({ params: { user_id }, body: { role }, user, db, now, problem }) => {
  const emit = [userRoleChanged({ user_id, role, changed_by: user.id })]
  const changed = await db.update(Users, { _id: user_id, role: { $ne: role } }, { role, updated_at: now }, { emit })
  const after = changed ?? (await db.get(Users, user_id))
  if (!after) throw problem('user_not_found')
  return presentUser(db, after, user.id)
})

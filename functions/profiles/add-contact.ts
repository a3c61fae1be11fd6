import { http } from '../../shared/runtime/http.ts'
import { addContact } from './contract.ts'
import { Contacts } from './model.ts'
import { visibleUsers } from './visibility.ts'

/** Puts a user on the caller's list, however often. */
export const handler = http(addContact, async ({ params: { user_id }, user, db, now, newId, problem }) => {
  if (user_id.equals(user.id)) throw problem('cannot_target_self')
  const [found] = await visibleUsers(db, [user_id], user.id)
  if (!found) throw problem('user_not_found')
  const edge = { owner_id: user.id, contact_id: user_id }
  await db.insertOnce(Contacts, edge, { _id: newId(), ...edge, created_at: now })
})

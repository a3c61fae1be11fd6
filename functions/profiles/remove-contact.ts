import { http } from '../../shared/runtime/http.ts'
import { removeContact } from './contract.ts'
import { Contacts } from './model.ts'

/** Takes a user off the caller's list; one who was not on it, or is gone, is off it too. */
export const handler = http(removeContact, async ({ params: { user_id }, user, db }) => {
  await db.remove(Contacts, { owner_id: user.id, contact_id: user_id })
})

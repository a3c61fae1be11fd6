import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listContacts } from './contract.ts'
import { Contacts } from './model.ts'
import { presentUsers } from './present.ts'
import { visibleUsers } from './visibility.ts'

/** Lists the caller's contacts, the latest first. */
export const handler = http(listContacts, async ({ user, db, list }) => {
  const contacts = await db.page(Contacts, { filter: { owner_id: user.id }, sort: { _id: -1 }, request: list })
  const found = await visibleUsers(db, contacts.items.map(({ contact_id }) => contact_id), user.id)
  return withItems(contacts, await presentUsers(db, found, user.id))
})

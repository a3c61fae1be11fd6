import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listUsers } from './contract.ts'
import { SearchNames } from './model.ts'
import { beginningWith, findByName } from './names.ts'
import { presentUsers } from './present.ts'
import { visibleUsers } from './visibility.ts'

/** Finds one user by username, or many by the beginning of a name, in the order of the names. */
export const handler = http(listUsers, async ({ query: { username, q = '' }, user, db, list }) => {
  if (username !== undefined) {
    const id = await findByName(db, 'username', username)
    const found = await visibleUsers(db, id ? [id] : [], user?.id)
    return { items: await presentUsers(db, found, user?.id), next_cursor: null }
  }
  const names = await db.page(SearchNames, { filter: beginningWith(q), sort: { name: 1, user_id: 1 }, request: list })
  const found = await visibleUsers(db, names.items.map(({ user_id }) => user_id), user?.id)
  return withItems(names, await presentUsers(db, found, user?.id))
})

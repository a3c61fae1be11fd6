import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listPasskeys } from './contract.ts'
import { Passkeys } from './model.ts'
import { presentPasskey } from './passkeys.ts'

/** Lists the caller's passkeys, the latest first. */
export const handler = http(listPasskeys, async ({ user, db, list }) => {
  const passkeys = await db.page(Passkeys, { filter: { user_id: user.id }, sort: { _id: -1 }, request: list })
  return withItems(passkeys, passkeys.items.map(presentPasskey))
})

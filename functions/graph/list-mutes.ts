import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listMutes } from './contract.ts'
import { Mutes } from './model.ts'
import { inForce } from './muting.ts'
import { summariesOf } from './summaries.ts'

/** Whom the caller mutes, the latest first. */
export const handler = http(listMutes, async ({ user, db, list, now }) => {
  const filter = { muter_id: user.id, ...inForce(now) }
  const mutes = await db.page(Mutes, { filter, sort: { created_at: -1, _id: -1 }, request: list })
  const users = await summariesOf(db, mutes.items.map(({ muted_id }) => muted_id), user.id)
  const items = mutes.items.flatMap(({ muted_id, created_at, expires_at }) => {
    const summary = users.get(muted_id.toHexString())
    return summary ? [{ user: summary, created_at, expires_at }] : []
  })
  return withItems(mutes, items)
})

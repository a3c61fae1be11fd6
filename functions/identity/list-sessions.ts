import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listSessions } from './contract.ts'
import { Sessions } from './model.ts'

/** Lists the caller's sessions that are not over, the latest begun first. */
export const handler = http(listSessions, async ({ user, db, now, list }) => {
  const filter = { user_id: user.id, expires_at: { $gt: now } }
  const sessions = await db.page(Sessions, { filter, sort: { _id: -1 }, request: list })
  return withItems(
    sessions,
    sessions.items.map(({ _id, ...session }) => ({ ...session, id: _id, current: _id.toHexString() === user.session_id })),
  )
})

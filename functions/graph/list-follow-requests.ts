import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listFollowRequests } from './contract.ts'
import { Follows } from './model.ts'
import { summariesOf } from './summaries.ts'

/** Who asks to follow the caller, the latest first. */
export const handler = http(listFollowRequests, async ({ user, db, list }) => {
  const waiting = { followee_id: user.id, status: 'requested' as const }
  const requests = await db.page(Follows, { filter: waiting, sort: { at: -1, _id: -1 }, request: list })
  const users = await summariesOf(db, requests.items.map(({ follower_id }) => follower_id), user.id)
  const items = requests.items.flatMap(({ follower_id, at }) => {
    const summary = users.get(follower_id.toHexString())
    return summary ? [{ user: summary, created_at: at }] : []
  })
  return withItems(requests, items)
})

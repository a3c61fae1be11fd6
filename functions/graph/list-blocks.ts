import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { summarize } from '../profiles/public.ts'
import { listBlocks } from './contract.ts'
import { Blocks } from './model.ts'

/** Whom the caller blocks, the latest first. */
export const handler = http(listBlocks, async ({ user, db, list }) => {
  const blocks = await db.page(Blocks, { filter: { blocker_id: user.id }, sort: { created_at: -1, _id: -1 }, request: list })
  const users = await summarize(db, blocks.items.map(({ blocked_id }) => blocked_id), user.id)
  const items = blocks.items.flatMap(({ blocked_id, created_at }) => {
    const summary = users.get(blocked_id.toHexString())
    return summary ? [{ user: summary, created_at }] : []
  })
  return withItems(blocks, items)
})

import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listMyPosts } from './contract.ts'
import { Posts } from './model.ts'
import { presentPosts } from './present.ts'

/** Lists the caller's own posts, whatever their status. */
export const handler = http(listMyPosts, async ({ query: { status }, user, db, now, list }) => {
  const filter = { user_id: user.id, kind: 'post' as const, ...(status && { status }) }
  const posts = await db.page(Posts, { filter, sort: { _id: -1 }, request: list })
  return withItems(posts, await presentPosts(db, posts.items, user, now))
})

import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { summarize } from '../profiles/public.ts'
import { listReposts } from './contract.ts'
import { findPost } from './find-post.ts'
import { Reposts } from './model.ts'
import { admits, isAuthor } from './policy.ts'
import { loadStandings } from './standings.ts'

/** Who reposted what the caller sees, those aside whose posts they may not see. */
export const handler = http(listReposts, async ({ params, user, db, list, problem }) => {
  const { _id } = await findPost(db, params.post_id, user, problem)
  const page = await db.page(Reposts, { filter: { subject_id: _id }, sort: { at: -1, _id: -1 }, request: list })
  const standingTo = await loadStandings(db, page.items.map(({ user_id }) => user_id), user)
  const shown = page.items.filter((repost) => {
    const standing = standingTo(repost.user_id)
    return isAuthor(user, repost) || (standing !== undefined && admits(standing))
  })
  const users = await summarize(db, shown.map(({ user_id }) => user_id), user?.id)
  const items = shown.flatMap(({ user_id, at }) => {
    const summary = users.get(user_id.toHexString())
    return summary ? [{ user: summary, reposted_at: at }] : []
  })
  return withItems(page, items)
})

import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { mutedBy } from '../graph/public.ts'
import { listUserPosts } from './contract.ts'
import { Posts } from './model.ts'
import { presentPosts } from './present.ts'
import { newestFirst } from './published.ts'
import { loadStandings } from './standings.ts'
import { visibleOf } from './visibility.ts'

export const pinnedFirst = { is_pinned: -1, ...newestFirst } as const

/** Lists what someone posted and reposted, as far as the caller may see it, but no reposts of people whom they mute. */
export const handler = http(listUserPosts, async ({ params: { user_id }, query, user, db, now, list, problem }) => {
  const standing = (await loadStandings(db, [user_id], user))(user_id)
  if (!standing || standing.is_parted) throw problem('user_not_found')
  const visible = visibleOf(user_id, user, standing)
  if (!visible) return { items: [], next_cursor: null }

  const filter = { ...visible, ...(query.media_only && { has_media: true }) }
  const page = await db.page(Posts, { filter, sort: pinnedFirst, request: list })
  const posts = await presentPosts(db, page.items, user, now)
  const reposted = posts.flatMap(({ repost_of }) => repost_of?.user_id ?? [])
  const muted = user ? await mutedBy(db, user.id, reposted, now) : new Set<string>()
  return withItems(page, posts.filter(({ repost_of }) => !repost_of || !muted.has(repost_of.user_id.toHexString())))
})

import type { Db } from '../../shared/store/database.ts'
import { newestFirst, Posts } from '../posts/public.ts'
import type { Scored } from './diversity.ts'
import { halfLifeHours } from './ranked-subjects.ts'

const mostNew = 500
const longestHours = 7 * 24

/** The newest public posts: that something was said counts as an act, which fades like any other. */
export async function newestPosts(db: Db, now: Date): Promise<Scored[]> {
  const since = new Date(now.getTime() - longestHours * 3_600_000)
  const filter = { status: 'published', kind: 'post', visibility: 'public', published_at: { $gte: since } } as const
  const posts = await db.find(Posts, filter, { sort: newestFirst, limit: mostNew, fields: { user_id: 1, published_at: 1 } })
  return posts.map(({ _id, user_id, published_at }) => {
    const hours = (now.getTime() - (published_at ?? now).getTime()) / 3_600_000
    return { key: _id.toHexString(), owner: user_id.toHexString(), score: Math.log2(1 + 0.5 ** (hours / halfLifeHours)) }
  })
}

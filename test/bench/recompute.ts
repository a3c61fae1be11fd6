import { type Db as MongoDb, ObjectId } from 'mongodb'
import { DailyCounts, DailyReferrers, Recomputations } from '../../functions/analytics/model.ts'
import { handler } from '../../functions/analytics/recompute-statistics.ts'
import { Articles, Categories, Tags } from '../../functions/articles/public.ts'
import { Bookmarks, Comments, Likes, Shares, Views } from '../../functions/engagement/public.ts'
import { Follows } from '../../functions/graph/public.ts'
import { Posts, Reposts } from '../../functions/posts/public.ts'
import { Users } from '../../functions/profiles/public.ts'
import type { DocumentOf } from '../../shared/store/collection.ts'
import { daysAgo } from '../functions/analytics/recent.ts'
import { type Functions, openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import type { Measuring } from './parts.ts'
import { newReadership, publish, type Readership } from './readership.ts'
import type { Figure } from './report.ts'

const counted = [Articles, Categories, Comments, DailyCounts, DailyReferrers, Posts, Tags, Users]
const edges = [Bookmarks, Follows, Likes, Reposts, Shares, Views]
const collections = [...counted, ...edges, Recomputations]
const likesOfEach = 500
const spanMs = 30 * 86_400_000

/** Recounting what nothing has counted yet, so that all of it is wrong; and once more, when all of it is right. */
export async function measureRecomputation(addresses: StackAddresses, { full }: Measuring): Promise<Figure[]> {
  const total = full ? 1_000_000 : 100_000
  const functions = await openFunctions(addresses, collections)
  try {
    const readership = newReadership(total / likesOfEach)
    await publish(functions.database, readership)
    await addLikes(functions.database, readership)
    const repairing = await recount(functions)
    const checking = await recount(functions)
    const summed = functions.database.collection(Articles.name).aggregate<{ likes: number }>([{ $group: { _id: null, likes: { $sum: '$counts.likes' } } }])
    const likes = (await summed.next())?.likes ?? 0
    return [
      { name: 'recompute: likes missed, or found wrong again', value: total - likes + checking.drift_found, unit: '', budget: { at: 'most', bound: 0 } },
      { name: 'recompute: edges recounted', value: total / checking.seconds, unit: '/s', detail: `${total.toLocaleString('en')} of them` },
      { name: 'recompute: edges recounted, all counts wrong', value: total / repairing.seconds, unit: '/s' },
    ]
  } finally {
    await functions.close()
  }
}

async function addLikes(database: MongoDb, { articles }: Readership): Promise<void> {
  const begin = daysAgo(31).getTime()
  for (const { id, owner_id } of articles) {
    const likes = Array.from({ length: likesOfEach }, (_, index) => {
      const at = new Date(begin + Math.floor((index / likesOfEach) * spanMs))
      return { _id: new ObjectId(), subject_type: 'articles', subject_id: id, owner_id, user_id: new ObjectId(), at }
    })
    await database.collection(Likes.name).insertMany(likes)
  }
}

/** Runs as often as one recount takes. */
async function recount({ run, database }: Functions): Promise<{ seconds: number; drift_found: number }> {
  const from = performance.now()
  for (;;) {
    await run(() => handler())
    const [latest] = await database.collection<DocumentOf<typeof Recomputations>>(Recomputations.name).find().sort({ _id: -1 }).limit(1).toArray()
    if (latest?.finished_at) return { seconds: (performance.now() - from) / 1000, drift_found: latest.drift_found }
  }
}

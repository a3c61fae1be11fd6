import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { popularityChanged } from '../../../functions/analytics/contract.ts'
import { handler as count } from '../../../functions/analytics/count-engagement.ts'
import { DailyCounts, DailyReferrers, Recomputations } from '../../../functions/analytics/model.ts'
import { handler as rank } from '../../../functions/analytics/rank-subjects.ts'
import { handler as recompute } from '../../../functions/analytics/recompute-statistics.ts'
import { likeCreated, viewRecorded } from '../../../functions/engagement/contract.ts'
import { Users } from '../../../functions/profiles/public.ts'
import { useFunctions } from '../../support/functions.ts'
import { communityIn } from './community.ts'
import { deliver, messageOf } from '../../support/messages.ts'
import { daysAgo } from './recent.ts'

const functions = useFunctions([DailyCounts, DailyReferrers, Recomputations, Users], {
  EVENT_ROUTES: JSON.stringify({ 'popularity.changed': ['rank-subjects'] }),
})
const at = daysAgo(1)

async function newArticles(howMany: number) {
  const community = communityIn(functions())
  const owner_id = await community.user()
  const ids = await Promise.all(Array.from({ length: howMany }, () => community.article(owner_id)))
  const act = (subject_id: ObjectId) => ({ subject_type: 'articles', subject_id, owner_id, user_id: new ObjectId() })
  return {
    ids,
    like: (id: ObjectId) => messageOf(likeCreated({ ...act(id), like_id: new ObjectId(), liked_at: at })),
    view: (id: ObjectId) => messageOf(viewRecorded({ ...act(id), is_unique: true, referrer_host: null, viewed_at: at })),
  }
}

const articles = () => functions().database.collection('articles')
const popularityOf = async (id: ObjectId) => (await articles().findOne({ _id: id }))?.popularity

/** What counting has told of articles, and nothing told it twice. */
async function told(): Promise<string[]> {
  const carriers = await functions().database.collection('outbox').find().toArray()
  return carriers.flatMap(({ outbox }) => outbox.flatMap(({ data }: { data: { subject_ids: string[] } }) => data.subject_ids))
}

describe('the popularity of an article', () => {
  it('is told to have changed with its likes, and with nothing else', async () => {
    const { ids, like, view } = await newArticles(3)
    const [liked, viewed, both] = ids as [ObjectId, ObjectId, ObjectId]
    await deliver(functions(), count, [like(liked), view(viewed), like(both), view(both), like(both)])
    const of = await told()
    expect(of.filter((hex) => ids.some((id) => id.toHexString() === hex)).toSorted()).toEqual([liked, both].map(String).toSorted())
  })

  it('is what it counts, however often and however late that is told', async () => {
    const { ids, like } = await newArticles(2)
    const [one, other] = ids as [ObjectId, ObjectId]
    const changed = messageOf(popularityChanged({ subject_type: 'articles', subject_ids: [one, other, new ObjectId()] }))
    await deliver(functions(), count, [like(one), like(one)])
    expect(await deliver(functions(), rank, [changed, changed])).toEqual([])
    await deliver(functions(), count, [like(one), like(other)])
    await Promise.all([deliver(functions(), rank, [changed]), deliver(functions(), rank, [changed])])
    expect([await popularityOf(one), await popularityOf(other)]).toEqual([3, 1])
  })

  it('is none for what was deleted', async () => {
    const { ids } = await newArticles(1)
    const [gone] = ids as [ObjectId]
    await articles().replaceOne({ _id: gone }, { tombstone: true, outbox: [] })
    await deliver(functions(), rank, [messageOf(popularityChanged({ subject_type: 'articles', subject_ids: [gone] }))])
    expect(await articles().findOne({ _id: gone })).toEqual({ _id: gone, tombstone: true, outbox: [] })
  })

  it('is repaired by a recount', async () => {
    const { ids } = await newArticles(1)
    const [lost] = ids as [ObjectId]
    await articles().updateOne({ _id: lost }, { $set: { popularity: 7 } })
    await functions().run(() => recompute())
    expect(await popularityOf(lost)).toBe(0)
  })
})

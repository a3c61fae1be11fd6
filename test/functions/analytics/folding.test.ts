import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { handler as count } from '../../../functions/analytics/count-engagement.ts'
import { handler as fold } from '../../../functions/analytics/fold-statistics.ts'
import { DailyCounts, DailyReferrers, Recomputations } from '../../../functions/analytics/model.ts'
import { handler as recompute } from '../../../functions/analytics/recompute-statistics.ts'
import { likeCreated, likeRemoved, viewRecorded } from '../../../functions/engagement/contract.ts'
import { Likes } from '../../../functions/engagement/public.ts'
import { Users } from '../../../functions/profiles/public.ts'
import type { DocumentOf } from '../../../shared/store/collection.ts'
import { useFunctions } from '../../support/functions.ts'
import { communityIn } from './community.ts'
import { deliver, messageOf } from '../../support/messages.ts'
import { noLists } from './routes.ts'
import { daysAgo } from './recent.ts'

const functions = useFunctions([DailyCounts, DailyReferrers, Recomputations, Users, Likes], noLists)
const days = () => functions().database.collection<DocumentOf<typeof DailyCounts>>(DailyCounts.name)
const referrers = () => functions().database.collection<DocumentOf<typeof DailyReferrers>>(DailyReferrers.name)

const quarterMs = 900_000
const noon = '48'

async function newArticle() {
  const community = communityIn(functions())
  const owner_id = await community.user()
  const subject_id = await community.article(owner_id)
  const act = { subject_type: 'articles', subject_id, owner_id }
  const view = (at: Date) => messageOf(viewRecorded({ ...act, user_id: null, is_unique: true, referrer_host: null, viewed_at: at }))
  return { subject_id, act, view, key: `articles/${subject_id.toHexString()}`, ownersKey: `users/${owner_id.toHexString()}` }
}

const dayOf = (key: string, at: Date) => days().findOne({ _id: `${key}/${at.toISOString().slice(0, 10)}` })

/** Makes a day of the database as old as it would be so many days later. */
async function age(key: string, from: Date, by: number): Promise<Date> {
  const to = new Date(from.getTime() - by * 24 * 3_600_000)
  const [old, young] = [from, to].map((at) => at.toISOString().slice(0, 10)) as [string, string]
  for (const of of [days(), referrers()]) {
    for (const found of await of.find({ _id: { $gte: `${key}/${old}`, $lt: `${key}/${old}0` } }).toArray()) {
      await of.deleteOne({ _id: found._id })
      await of.insertOne({ ...found, _id: found._id.replace(old, young), day: to } as never)
    }
  }
  return to
}

const run = () => functions().run(() => fold())

describe('a day that is over 90 days old', () => {
  it('becomes one sum at its noon, with its sources, and a day that is younger stays as it is', async () => {
    const article = await newArticle()
    const yesterday = daysAgo(1)
    await deliver(functions(), count, [article.view(yesterday), article.view(new Date(yesterday.getTime() + 41 * quarterMs))])
    const old = await age(article.key, yesterday, 95)
    await run()
    expect(await dayOf(article.key, old)).toMatchObject({ is_folded: true, counts: { views: 2 }, quarters: { [noon]: { views: 2, unique_views: 2 } } })
    expect(Object.keys((await dayOf(article.key, old))?.quarters ?? {})).toEqual([noon])
    expect(await referrers().findOne({ _id: { $regex: `^${article.key}/` } })).toMatchObject({ is_folded: true, quarters: { [noon]: { views: 2 } } })
    const young = await dayOf(article.ownersKey, yesterday)
    expect(young?.is_folded).toBe(false)
    expect(Object.keys(young?.quarters ?? {}).toSorted()).toEqual(['0', '41'])
    expect(await run()).toEqual({ days_folded: 0 })
  })

  it('takes what comes late at its noon, before and after it is folded, and loses and doubles nothing', async () => {
    const steps = fc.array(fc.oneof(fc.constant('fold'), fc.record({ quarter: fc.nat({ max: 95 }), twice: fc.boolean() })), { minLength: 2, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(89, 90, 91, 92, 200), async (taken, age) => {
        const article = await newArticle()
        const day = daysAgo(age)
        let views = 0
        for (const step of taken) {
          if (typeof step === 'string') await run()
          else {
            const message = article.view(new Date(day.getTime() + step.quarter * quarterMs))
            await deliver(functions(), count, step.twice ? [message, message] : [message])
            views += 1
          }
        }
        await run()
        const kept = await dayOf(article.key, day)
        const sums = Object.values(kept?.quarters ?? {}).map((sum) => sum.views ?? 0)
        expect(sums.reduce((sum, by) => sum + by, 0)).toBe(views)
        expect(kept?.counts.views ?? 0).toBe(views)
        const finer = Object.keys(kept?.quarters ?? {}).filter((quarter) => quarter !== noon)
        expect(age > 90 ? finer : []).toEqual([])
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  it('is found right by a recount, and what is taken back from it is taken off', async () => {
    const article = await newArticle()
    const at = new Date(daysAgo(120).getTime() + 30 * quarterMs)
    const like = { ...article.act, user_id: new ObjectId(), like_id: new ObjectId(), liked_at: at }
    await functions().database.collection(Likes.name).insertOne({ _id: like.like_id, ...article.act, user_id: like.user_id, at })
    await deliver(functions(), count, [messageOf(likeCreated(like))])
    await run()
    // What other tests have counted without its edges.
    await functions().run(() => recompute())
    expect(await dayOf(article.key, at)).toMatchObject({ counts: { likes: 1 } })
    expect(await functions().run(() => recompute())).toMatchObject({ drift_found: 0 })
    await functions().database.collection(Likes.name).deleteOne({ _id: like.like_id })
    await deliver(functions(), count, [messageOf(likeRemoved(like))])
    expect(await functions().run(() => recompute())).toMatchObject({ drift_found: 0 })
    expect(await dayOf(article.key, at)).toMatchObject({ counts: { likes: 0 }, quarters: { [noon]: { likes: 0 } } })
  })

  it('is folded page by page, whatever has come in between', async () => {
    const article = await newArticle()
    const old = daysAgo(400)
    const filled = Array.from({ length: 2100 }, (_, index) => {
      const day = new Date(old.getTime() - index * 24 * 3_600_000)
      const counts = { views: 1 }
      return { _id: `${article.key}/${day.toISOString().slice(0, 10)}`, day, counts, quarters: { 7: counts }, is_folded: false }
    })
    await days().insertMany(filled)
    expect(await run()).toEqual({ days_folded: 2100 })
    expect(await days().countDocuments({ _id: { $regex: `^${article.key}/` }, is_folded: false })).toBe(0)
  })
})

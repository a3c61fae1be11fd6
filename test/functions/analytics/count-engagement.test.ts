import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { countEngagement } from '../../../functions/analytics/contract.ts'
import { handler } from '../../../functions/analytics/count-engagement.ts'
import { DailyCounts, DailyReferrers } from '../../../functions/analytics/model.ts'
import { handler as remove } from '../../../functions/analytics/remove-statistics.ts'
import { articleDeleted } from '../../../functions/articles/contract.ts'
import { domains } from '../../../functions/catalogue.ts'
import { likeCreated, viewRecorded } from '../../../functions/engagement/contract.ts'
import { Users } from '../../../functions/profiles/public.ts'
import { subscribersOf } from '../../../shared/contract/domain.ts'
import type { DocumentOf } from '../../../shared/store/collection.ts'
import { useFunctions } from '../../support/functions.ts'
import { type Community, communityIn } from './community.ts'
import { deliver, type Message, messageOf } from '../../support/messages.ts'
import { noLists } from './routes.ts'
import { type Cast, type Fact, play, steps } from './history.ts'
import { daysAgo } from './recent.ts'

const functions = useFunctions([DailyCounts, DailyReferrers, Users], noLists)
const begin = daysAgo(5)
let community: Community

beforeAll(() => {
  community = communityIn(functions())
})

/** Delivers until nothing is wanted again. */
async function drain(messages: readonly Message[]): Promise<void> {
  for (let left = messages; left.length > 0; ) left = await deliver(functions(), handler, left)
}

async function newCast(): Promise<Cast> {
  const people = await Promise.all([0, 1, 2].map(() => community.user()))
  const articles = await Promise.all([0, 1].map(async (at) => ({ id: await community.article(people[at] as ObjectId), owner_id: people[at] as ObjectId })))
  const comments = await Promise.all(
    articles.map(async ({ id, owner_id }, article) => ({ id: await community.comment({ article_id: id, owner_id }), article })),
  )
  return { people, articles, comments, begin }
}

/** Facts by the document and field that are to count them. */
function tally(facts: readonly Fact[]): Map<string, number> {
  const sums = new Map<string, number>()
  const add = (key: string) => sums.set(key, (sums.get(key) ?? 0) + 1)
  for (const { name, at, article, owner, comment, parent } of facts) {
    const day = at.toISOString().slice(0, 10)
    const quarter = Math.floor((at.getTime() % 86_400_000) / 900_000)
    if (comment) add(`comments/${comment.toHexString()} ${name}`)
    if (parent) add(`comments/${parent.toHexString()} replies`)
    if (article) add(`articles/${article.toHexString()} ${name}`)
    if (name === 'articles') add(`users/${owner.toHexString()} articles`)
    const keys = [...(article ? [`articles/${article.toHexString()}`] : []), ...(comment ? [] : [`users/${owner.toHexString()}`])]
    for (const key of keys) {
      add(`${key}/${day} ${name}`)
      add(`${key}/${day} ${quarter} ${name}`)
    }
  }
  return sums
}

/** What is stored, by the same keys. */
async function stored({ people, articles, comments }: Cast): Promise<Map<string, number>> {
  const sums = new Map<string, number>()
  const add = (key: string, counts: object) => {
    for (const [name, value] of Object.entries(counts)) if (value !== 0) sums.set(`${key} ${name}`, value as number)
  }
  const documents = { articles: articles.map(({ id }) => id), comments: comments.map(({ id }) => id), users: people }
  for (const [collection, ids] of Object.entries(documents)) {
    for (const id of ids) {
      const key = `${collection}/${id.toHexString()}`
      add(key, await community.counts(collection, id))
      const days = await functions().database.collection<DocumentOf<typeof DailyCounts>>(DailyCounts.name).find({ _id: { $regex: `^${key}/` } }).toArray()
      for (const day of days) {
        add(day._id, day.counts)
        for (const [quarter, counts] of Object.entries(day.quarters)) add(`${day._id} ${quarter}`, counts)
      }
    }
  }
  return sums
}

describe('counting', () => {
  it('comes out the same in any order, with any duplicates, in any batches and from two at once', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.infiniteStream(fc.nat({ max: 1_000_000 })), async (taken, numbers) => {
        const cast = await newCast()
        const { events, facts } = play(taken, cast)
        const random = (below: number) => (numbers.next().value as number) % below
        const messages = events.map((event) => messageOf(event))
        const deliveries = messages.flatMap((message) => Array.from({ length: 1 + random(2) }, () => ({ message, order: random(1000) })))
        const queue = deliveries.toSorted((a, b) => a.order - b.order).map(({ message }) => message)
        while (queue.length > 0) {
          const batches = [queue.splice(0, 1 + random(12)), queue.splice(0, random(12))]
          await Promise.all(batches.filter(({ length }) => length > 0).map(drain))
        }
        expect(Object.fromEntries(await stored(cast))).toEqual(Object.fromEntries(tally(facts)))
      }),
      { numRuns: 25 },
    )
  }, 60_000)
  it('adds nothing to what is gone', async () => {
    const owner_id = await community.user()
    const subject_id = await community.article(owner_id)
    const raw = functions().database
    await raw.collection<{ _id: ObjectId }>('articles').replaceOne({ _id: subject_id }, { tombstone: true, outbox: [] })
    const view = { subject_type: 'articles', subject_id, owner_id, user_id: null, is_unique: true, referrer_host: 't.co', viewed_at: begin }
    const unknown = new ObjectId()
    await drain([messageOf(viewRecorded(view)), messageOf(viewRecorded({ ...view, subject_id: unknown, owner_id: unknown }))])
    expect(await raw.collection('articles').findOne({ _id: subject_id })).toEqual({ _id: subject_id, tombstone: true, outbox: [] })
    for (const collection of [DailyCounts.name, DailyReferrers.name]) {
      const left = { _id: { $regex: `^(articles/${subject_id.toHexString()}|(articles|users)/${unknown.toHexString()})/` } }
      expect(await raw.collection<{ _id: string }>(collection).find(left).toArray()).toEqual([])
    }
  })

  it('adds views to where they came from', async () => {
    const owner_id = await community.user()
    const subject_id = await community.article(owner_id)
    const view = { subject_type: 'articles', subject_id, owner_id, user_id: null, is_unique: false, viewed_at: begin }
    const hosts = ['t.co', 'x.com', 'blog.example.org', null]
    await drain(hosts.map((referrer_host) => messageOf(viewRecorded({ ...view, referrer_host }))))
    const found = await functions()
      .database.collection<DocumentOf<typeof DailyReferrers>>(DailyReferrers.name)
      .find({ _id: { $regex: `^articles/${subject_id.toHexString()}/` } })
      .toArray()
    expect(found.map(({ source, counts, quarters }) => [source, counts, quarters])).toEqual([
      ['blog.example.org', { views: 1 }, { 0: { views: 1 } }],
      ['direct', { views: 1 }, { 0: { views: 1 } }],
      ['x', { views: 2 }, { 0: { views: 2 } }],
    ])
  })

  it('ends with what was counted', async () => {
    const author_id = await community.user()
    const [article_id, other] = [await community.article(author_id), await community.article(author_id)]
    const view = { subject_type: 'articles', owner_id: author_id, user_id: null, is_unique: true, referrer_host: null, viewed_at: begin }
    await drain([article_id, other].map((subject_id) => messageOf(viewRecorded({ ...view, subject_id }))))
    const deletion = { article_id, author_id, category_ids: [], tags: [], published_at: null, was_published: false }
    expect(await deliver(functions(), remove, [messageOf(articleDeleted(deletion))])).toEqual([])
    const kept = async (key: string) =>
      Promise.all(
        [DailyCounts, DailyReferrers].map(({ name }) =>
          functions().database.collection<{ _id: string }>(name).countDocuments({ _id: { $regex: `^${key}/` } }),
        ),
      )
    expect(await kept(`articles/${article_id.toHexString()}`)).toEqual([0, 0])
    expect(await kept(`articles/${other.toHexString()}`)).toEqual([1, 1])
    expect(await kept(`users/${author_id.toHexString()}`)).toEqual([1, 0])
  })

  it('holds up nothing when one event is poison', async () => {
    const owner_id = await community.user()
    const subject_id = await community.article(owner_id)
    const like = { subject_type: 'articles', subject_id, owner_id, user_id: owner_id, like_id: new ObjectId(), liked_at: begin }
    const [good, poison] = [messageOf(likeCreated(like)), messageOf(likeCreated({ ...like, subject_type: 'unheard-of' }))]
    expect(await deliver(functions(), handler, [good, poison])).toEqual([poison])
    expect(await community.counts('articles', subject_id)).toMatchObject({ likes: 1 })
  })
})

it('takes every event last, so that it clears only what it has counted', () => {
  for (const { type } of countEngagement.on) expect(subscribersOf(domains, type).at(-1), type).toBe(countEngagement.id)
})

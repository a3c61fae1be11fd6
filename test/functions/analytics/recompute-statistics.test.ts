import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { articlePublished } from '../../../functions/articles/contract.ts'
import { Articles, Categories, Tags } from '../../../functions/articles/public.ts'
import { handler as count } from '../../../functions/analytics/count-engagement.ts'
import { DailyCounts, DailyReferrers, Recomputations } from '../../../functions/analytics/model.ts'
import { handler as recompute } from '../../../functions/analytics/recompute-statistics.ts'
import { likeCreated, likeRemoved, viewRecorded } from '../../../functions/engagement/contract.ts'
import { Bookmarks, Likes, Shares, Views } from '../../../functions/engagement/public.ts'
import { Inboxes, NotificationEntries } from '../../../functions/notifications/model.ts'
import { Users } from '../../../functions/profiles/public.ts'
import { createDb } from '../../../shared/store/database.ts'
import type { PendingEvent } from '../../../shared/store/outbox.ts'
import { useFunctions } from '../../support/functions.ts'
import { freshName } from '../../support/names.ts'
import { communityIn } from './community.ts'
import { deliver, type Message } from '../../support/messages.ts'
import { noLists } from './routes.ts'
import { daysAgo } from './recent.ts'

const functions = useFunctions([DailyCounts, DailyReferrers, Recomputations, Users, Likes, Bookmarks, Shares, Views, Categories, Tags, Inboxes, NotificationEntries], noLists)
const yesterday = daysAgo(1)
const nameOfDay = yesterday.toISOString().slice(0, 10)
const at = new Date(yesterday.getTime() + 620 * 60_000)

/** A store whose writes carry their events, and what it has put on its way. */
function storeOf() {
  const pending: PendingEvent[] = []
  const routes = Object.fromEntries(['like.created', 'like.removed', 'view.recorded', 'article.published'].map((type) => [type, ['count-engagement']]))
  return { pending, db: createDb({ database: functions().database, now: new Date(), routes, request_id: null, pending }) }
}

function sent({ entry, source }: PendingEvent): Message {
  const { id, type, data, at: written, request_id } = entry
  return { id: id.toHexString(), body: JSON.stringify({ id, type, data, at: written, request_id, source }) }
}

function withoutSource({ id, body }: Message): Message {
  return { id, body: JSON.stringify({ ...JSON.parse(body), source: undefined }) }
}

const run = () => functions().run(() => recompute())

async function newArticle() {
  const community = communityIn(functions())
  const owner_id = await community.user()
  const subject_id = await community.article(owner_id)
  return { community, owner_id, subject_id, subject: { subject_type: 'articles', subject_id, owner_id } }
}

async function like(store: ReturnType<typeof storeOf>, subject: { subject_type: string; subject_id: ObjectId; owner_id: ObjectId }) {
  const edge = { _id: new ObjectId(), ...subject, user_id: new ObjectId(), at }
  const event = { ...subject, user_id: edge.user_id, like_id: edge._id, liked_at: at }
  await store.db.insert(Likes, edge, { emit: [likeCreated(event)] })
  return { remove: () => store.db.remove(Likes, edge._id, { emit: [likeRemoved(event)] }) }
}

async function view({ db }: ReturnType<typeof storeOf>, subject: { subject_type: string; subject_id: ObjectId; owner_id: ObjectId }) {
  const viewed = viewRecorded({ ...subject, user_id: null, is_unique: true, referrer_host: null, viewed_at: at })
  await db.insert(Views, { _id: new ObjectId(), ...subject, viewer: new ObjectId().toHexString(), day: nameOfDay, views: 1 }, { emit: [viewed] })
}

describe('recomputing', () => {
  it('finds nothing wrong while acts are under way, whatever has become of them', async () => {
    const acts = fc.array(fc.constantFrom('like', 'like and take back', 'view'), { minLength: 1, maxLength: 8 })
    const fates = fc.infiniteStream(fc.constantFrom('waiting', 'counted', 'cleared'))
    await fc.assert(
      fc.asyncProperty(acts, fates, async (taken, fate) => {
        const { community, subject, subject_id } = await newArticle()
        const store = storeOf()
        for (const act of taken) {
          if (act === 'view') await view(store, subject)
          else {
            const liked = await like(store, subject)
            if (act === 'like and take back') await liked.remove()
          }
        }
        const messages = store.pending.map(sent)
        const waiting: Message[] = []
        for (const message of messages) {
          const become = fate.next().value
          if (become === 'waiting') waiting.push(message)
          else await deliver(functions(), count, [become === 'cleared' ? message : withoutSource(message)])
        }
        expect(await run()).toMatchObject({ drift_found: 0 })
        await deliver(functions(), count, messages)
        expect(await run()).toMatchObject({ drift_found: 0 })
        const of = (act: string) => taken.filter((one) => one === act).length
        expect(await community.counts('articles', subject_id)).toMatchObject({ likes: of('like'), views: of('view'), unique_views: of('view') })
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  it('finds nothing wrong while batches are counted beside it', async () => {
    const { community, subject, subject_id } = await newArticle()
    const store = storeOf()
    for (let left = 60; left > 0; left -= 1) {
      const liked = await like(store, subject)
      if (left % 3 === 0) await liked.remove()
    }
    const messages = store.pending.map(sent)
    const countNext = async (batches: number) => {
      for (let left = batches; left > 0; left -= 1) await deliver(functions(), count, messages.splice(0, 2))
    }
    while (messages.length > 0) {
      const [outcome] = await Promise.all([run(), countNext(8)])
      expect(outcome).toMatchObject({ drift_found: 0 })
    }
    expect(await community.counts('articles', subject_id)).toMatchObject({ likes: 40 })
  })

  it('repairs what is wrong, says so, and has nothing left to do', async () => {
    const { community, subject, subject_id, owner_id } = await newArticle()
    const store = storeOf()
    for (let left = 3; left > 0; left -= 1) await like(store, subject)
    await view(store, subject)
    const [first, ...others] = store.pending.map(sent)
    await deliver(functions(), count, others)
    const { database } = functions()
    const parent = await community.comment({ article_id: subject_id, owner_id })
    await database.collection('articles').updateOne({ _id: subject_id }, { $inc: { 'counts.likes': 4, 'counts.views': -1 } })
    await database.collection('comments').updateOne({ _id: parent }, { $inc: { 'counts.replies': 2 } })
    await database.collection('users').updateOne({ _id: owner_id }, { $inc: { 'counts.articles': 7 } })
    const day = `articles/${subject_id.toHexString()}/${nameOfDay}`
    await database.collection<{ _id: string }>(DailyCounts.name).deleteOne({ _id: day })

    expect(await run()).toMatchObject({ drift_found: 3, drift_repaired: 3 })
    expect(await run()).toMatchObject({ drift_found: 0, drift_repaired: 0 })
    if (first) await deliver(functions(), count, [first])
    expect(await run()).toMatchObject({ drift_found: 0 })
    expect(await community.counts('articles', subject_id)).toMatchObject({ likes: 3, views: 1, unique_views: 1, comments: 1 })
    expect(await community.counts('comments', parent)).toMatchObject({ replies: 0 })
    expect(await community.counts('users', owner_id)).toMatchObject({ articles: 0 })
    const stored = await database.collection<{ _id: string }>(DailyCounts.name).findOne({ _id: day })
    expect(stored).toMatchObject({ counts: { likes: 3, views: 1 }, quarters: { 0: { views: 1 }, 41: { likes: 3 } } })
  })

  it('repairs how many articles categories and tags have, and leaves what is under way', async () => {
    const { database } = functions()
    const community = communityIn(functions())
    const author_id = await community.user()
    const name = freshName()
    const [category, tag, lost] = [new ObjectId(), name, `${name} lost`]
    await database.collection(Categories.name).insertOne({ _id: category, name, slug: name, description: null, parent_id: null, articles_count: 5 })
    await database.collection(Tags.name).insertOne({ _id: new ObjectId(), name: tag, articles_count: 0 })
    const filed = { category_ids: [category], tags: [tag, lost] }
    const publish = async () => {
      const article_id = await community.article(author_id)
      const store = storeOf()
      const event = articlePublished({ article_id, author_id, published_at: at, title: 't', slug: 't', is_first: true, ...filed })
      await store.db.update(Articles, article_id, { status: 'published', published_at: at, ...filed }, { emit: [event] })
      return store.pending.map(sent)
    }
    const counts = async () => {
      const tags = await database.collection(Tags.name).find({ name: { $in: [tag, lost] } }).sort({ name: 1 }).toArray()
      return [(await database.collection(Categories.name).findOne({ _id: category }))?.articles_count, ...tags.map(({ articles_count }) => articles_count)]
    }
    const messages = [...(await publish()), ...(await publish())]
    expect(await run()).toMatchObject({ drift_found: 1 })
    expect(await counts()).toEqual([0, 0, 0])
    expect(await run()).toMatchObject({ drift_found: 0 })
    await deliver(functions(), count, messages.map(withoutSource))
    expect(await counts()).toEqual([2, 2, 2])
    expect(await run()).toMatchObject({ drift_found: 0 })
    await database.collection(Tags.name).deleteOne({ name: lost })
    await database.collection(Tags.name).updateOne({ name: tag }, { $inc: { articles_count: -7 } })
    await deliver(functions(), count, messages)
    expect(await run()).toMatchObject({ drift_found: 2, drift_repaired: 2 })
    expect(await counts()).toEqual([2, 2, 2])
  })

  it('repairs the number of unread notifications', async () => {
    const { database } = functions()
    const recipient_id = new ObjectId()
    const entry = (type: string, minutes: number, changes = {}) => {
      const created_at = new Date(at.getTime() + minutes * 60_000)
      const of = { subject_type: 'articles', subject_id: new ObjectId(), root_type: 'articles', root_id: new ObjectId(), notice: null }
      const state = { is_listed: true, actors: [], actors_count: 0, is_read: false, read_at: null, created_at, updated_at: created_at }
      return { _id: new ObjectId(), recipient_id, type, ...of, ...state, ...changes }
    }
    const below = entry('like', 0)
    const above = [entry('like', 1), entry('comment', 2), entry('article_published', 3), entry('share', 4, { is_read: true }), entry('follow', 5, { is_listed: false })]
    await database.collection(NotificationEntries.name).insertMany([below, ...above])
    const read_up_to = { created_at: below.created_at, entry_id: below._id, at }
    await database.collection<{ _id: ObjectId }>(Inboxes.name).insertOne({ _id: recipient_id, unread_count: 7, revision: 1, read_up_to, is_settled: false } as never)
    expect(await run()).toMatchObject({ drift_found: 1, drift_repaired: 1 })
    expect(await database.collection(Inboxes.name).findOne({ _id: recipient_id })).toMatchObject({ unread_count: 2, revision: 2 })
    expect(await run()).toMatchObject({ drift_found: 0 })
  })

  it('goes on where an earlier run was stopped', async () => {
    const database = functions().database
    const { subject_id, community } = await newArticle()
    await database.collection('articles').updateOne({ _id: subject_id }, { $inc: { 'counts.likes': 1 } })
    const stopped = { finished_at: null, rows_checked: 5, drift_found: 2, drift_repaired: 2, duration_ms: 0 }
    const _id = new ObjectId()
    const position = { pass: 'articles', after: ObjectId.createFromTime(subject_id.getTimestamp().getTime() / 1000 - 1) }
    await database.collection(Recomputations.name).insertOne({ _id, started_at: new Date(Date.now() - 60_000), ...stopped, position })
    await run()
    const resumed = await database.collection(Recomputations.name).findOne({ _id })
    expect(resumed).toMatchObject({ finished_at: expect.any(Date), drift_found: 3, position: null })
    expect(resumed?.duration_ms).toBeGreaterThanOrEqual(60_000)
    expect(await community.counts('articles', subject_id)).toMatchObject({ likes: 0 })
  })
})

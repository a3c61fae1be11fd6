import { MongoClient, ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { articlePublished } from '../../../functions/articles/contract.ts'
import { Follows, Mutes } from '../../../functions/graph/model.ts'
import { handler as fanOut } from '../../../functions/notifications/fan-out-article.ts'
import { FanOutLanes, NotificationEntries, NotificationPreferences, Withdrawals } from '../../../functions/notifications/model.ts'
import { Users } from '../../../functions/profiles/public.ts'
import { validatorOf } from '../../../shared/store/validator.ts'
import { type StoredOutbox, waitingMessages } from './waiting-messages.ts'
import { addPeople, deliverAll } from '../notifications/deliveries.ts'
import { articleOf } from '../../support/articles.ts'
import { type Message, messageOf } from '../../support/messages.ts'
import { useFunctions } from '../../support/functions.ts'
import { startOwnStack } from '../../support/stack.ts'

const functions = useFunctions([Follows, Mutes, Users, NotificationEntries, NotificationPreferences, FanOutLanes, Withdrawals], {
  EVENT_ROUTES: JSON.stringify({ 'article-fan-out.continued': ['fan-out-article'] }),
})

const publishedAt = new Date()

/** An author with followers, of whom every third followed at the same moment as the one before. */
async function authorWith(count: number): Promise<{ author_id: ObjectId; followers: ObjectId[] }> {
  const author_id = new ObjectId()
  const followers = Array.from({ length: count }, () => new ObjectId())
  await addPeople(functions(), [author_id, ...followers])
  const follows = followers.map((follower_id, index) => ({
    _id: new ObjectId(),
    follower_id,
    followee_id: author_id,
    status: 'accepted',
    at: new Date(publishedAt.getTime() - (index - (index % 3)) * 1000),
  }))
  await functions().database.collection<{ _id: ObjectId }>('follows').insertMany(follows)
  return { author_id, followers }
}

function publication(author_id: ObjectId, is_first = true) {
  const article = { article_id: new ObjectId(), author_id, published_at: publishedAt, category_ids: [], tags: [], title: 'News', slug: 'news' }
  return { article_id: article.article_id, message: messageOf(articlePublished({ ...article, is_first }), { at: publishedAt }) }
}

const messagesSince = (seen: Set<string>) => waitingMessages(functions().database.collection<StoredOutbox>('outbox'), seen)

/** How often each was told of an article. */
async function toldOf(article_id: ObjectId): Promise<Map<string, number>> {
  const entries = await functions().database.collection('notification_entries').find({ subject_id: article_id }).toArray()
  const times = new Map<string, number>()
  for (const { recipient_id } of entries) times.set(String(recipient_id), (times.get(String(recipient_id)) ?? 0) + 1)
  return times
}

function once(ids: readonly ObjectId[]): Map<string, number> {
  return new Map(ids.map((id) => [id.toHexString(), 1]))
}

const sorted = (times: Map<string, number>) => Array.from(times).toSorted()

describe('telling followers of an article', () => {
  it('reaches each of them once, page by page and in parts, however often a page arrives', async () => {
    const { author_id, followers } = await authorWith(8600)
    const { article_id, message } = publication(author_id)
    const seen = new Set<string>()
    const all: Message[] = []
    for (let next = [message]; next.length > 0; next = await messagesSince(seen)) {
      all.push(...next)
      await deliverAll(functions(), [...next, ...next], fanOut)
      // What came before comes again, as a queue may have it.
      await deliverAll(functions(), all.toReversed(), fanOut)
    }
    const parts = all.flatMap(({ body }) => JSON.parse(body).data.part ?? [])
    expect(new Set(parts)).toEqual(new Set([0, 1, 2, 3]))
    expect(sorted(await toldOf(article_id))).toEqual(sorted(once(followers)))
  })

  it('leaves nothing of a page that breaks off, and takes it up again', async () => {
    const { author_id, followers } = await authorWith(2500)
    const { article_id, message } = publication(author_id)
    const { database } = functions()
    const validator = validatorOf(NotificationEntries)
    const refuse = { recipient_id: { $ne: followers[500] } }
    await database.command({ collMod: 'notification_entries', validator: { $and: [validator, refuse] } })
    await expect(deliverAll(functions(), [message], fanOut)).rejects.toThrow('Nobody could take')
    expect(await toldOf(article_id)).toEqual(new Map())
    await database.command({ collMod: 'notification_entries', validator })

    const seen = new Set<string>()
    for (let next = [message]; next.length > 0; next = await messagesSince(seen)) await deliverAll(functions(), next, fanOut)
    expect(sorted(await toldOf(article_id))).toEqual(sorted(once(followers)))
  })

  it('asks who follows and who mutes as late as at each page', async () => {
    const { author_id, followers } = await authorWith(2100)
    const [told, gone, deaf] = [followers[10], followers[2050], followers[2080]]
    const { article_id, message } = publication(author_id)
    const seen = new Set<string>()
    await deliverAll(functions(), [message], fanOut)
    const { database } = functions()
    await database.collection('follows').deleteMany({ follower_id: { $in: [told, gone] } })
    await database.collection('mutes').insertOne({ muter_id: deaf, muted_id: author_id, created_at: new Date(), expires_at: null })
    for (let next = await messagesSince(seen); next.length > 0; next = await messagesSince(seen)) await deliverAll(functions(), next, fanOut)
    const expected = followers.filter((id) => id !== gone && id !== deaf)
    expect(sorted(await toldOf(article_id))).toEqual(sorted(once(expected)))
  })

  it('tells nobody who follows later, nor anybody of an article that was published before', async () => {
    const { author_id, followers } = await authorWith(3)
    const [late] = followers
    const follows = functions().database.collection('follows')
    await follows.updateOne({ follower_id: late }, { $set: { at: new Date(publishedAt.getTime() + 1) } })
    const [first, again] = [publication(author_id), publication(author_id, false)]
    await deliverAll(functions(), [first.message, again.message], fanOut)
    expect(sorted(await toldOf(first.article_id))).toEqual(sorted(once(followers.slice(1))))
    expect(await toldOf(again.article_id)).toEqual(new Map())
  })

  it('stops once the article is unpublished or deleted', async () => {
    const { author_id } = await authorWith(3)
    const withdrawals = functions().database.collection<{ _id: string; at: Date }>('notification_withdrawals')
    for (const kind of ['articles', 'publications']) {
      const { article_id, message } = publication(author_id)
      await withdrawals.insertOne({ _id: `${kind}:${article_id.toHexString()}`, at: new Date() })
      await deliverAll(functions(), [message], fanOut)
      expect(await toldOf(article_id)).toEqual(new Map())
    }
  })
})

it('a stack that is killed while it tells followers goes on where it was', async () => {
  const before = await startOwnStack()
  const author = await before.newUser()
  const reader = await before.newUser()
  const client = await new MongoClient(before.mongodb_uri).connect()
  const database = client.db('atrium')
  const template = await database.collection('users').findOne({ username: reader.username }, { projection: { _id: 0, outbox: 0 } })
  const followers = Array.from({ length: 3200 }, () => new ObjectId())
  const now = new Date()
  await database.collection('users').insertMany(followers.map((_id) => ({ ...template, _id, username: _id.toHexString() })))
  const followee_id = new ObjectId(author.id)
  const follows = followers.map((follower_id) => ({ _id: new ObjectId(), follower_id, followee_id, status: 'accepted', at: now }))
  await database.collection('follows').insertMany(follows)
  await articleOf(author)
  await expect.poll(() => database.collection('notification_entries').countDocuments(), { interval: 5, timeout: 10_000 }).toBeGreaterThan(0)
  await client.close()
  await before.kill()

  const after = await startOwnStack(before.stateDir)
  try {
    await after.runSchedule('sweep-outbox')
    await after.settled()
    const entries = (await after.database()).db('atrium').collection('notification_entries')
    const told = await entries.find({ type: 'article_published' }).map(({ recipient_id }) => String(recipient_id)).toArray()
    expect(told.toSorted()).toEqual(followers.map(String).toSorted())
  } finally {
    await after.stop()
  }
})

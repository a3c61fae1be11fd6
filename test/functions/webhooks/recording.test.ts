import { ObjectId } from 'mongodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { articleDeleted, articlePublished, articleUnpublished } from '../../../functions/articles/contract.ts'
import { commentCreated, commentDeleted, commentEdited, likeCreated, likeRemoved, shareCreated } from '../../../functions/engagement/contract.ts'
import { followCreated } from '../../../functions/graph/contract.ts'
import { userRegistered } from '../../../functions/identity/contract.ts'
import { userRoleChanged } from '../../../functions/profiles/contract.ts'
import { WebhookDeliveries, type WebhookDocument, Webhooks } from '../../../functions/webhooks/model.ts'
import { publicEventTypes } from '../../../functions/webhooks/public-events.ts'
import { handler as record } from '../../../functions/webhooks/record-webhook-deliveries.ts'
import type { EventInstance } from '../../../shared/contract/event.ts'
import { ProcessedEvents } from '../../../shared/runtime/worker.ts'
import { Outbox } from '../../../shared/store/outbox.ts'
import { deliver, messageOf } from '../../support/messages.ts'
import { addDeliveries, addWebhook, deliveriesOf, stored, useWebhooks, wake } from './sending.ts'

// As it is deployed: this machine may not be called.
const functions = useWebhooks({})

const at = new Date('2026-05-04T03:02:01.000Z')
const id = () => new ObjectId()
const [ada, bob] = [id(), id()]

const article = { article_id: id(), author_id: ada, published_at: at, category_ids: [id()], tags: ['x'] }
const act = { subject_type: 'articles', subject_id: id(), owner_id: ada, user_id: bob }
const comment = { ...act, comment_id: id(), parent_id: null, parent_user_id: null, thread_id: null, commented_at: at }
const follow = { follow_id: id(), follower_id: bob, followee_id: ada, followed_at: at }

/** One event of each public type, with what receivers get of it. */
const stories: [EventInstance, string[]][] = [
  [userRegistered({ user_id: ada, username: 'ada' }), ['user_id', 'username']],
  [userRoleChanged({ user_id: ada, role: 'moderator', changed_by: bob }), ['user_id', 'role', 'changed_by']],
  [
    articlePublished({ ...article, title: 'T', slug: 't', is_first: true }),
    ['article_id', 'author_id', 'published_at', 'title', 'slug', 'category_ids', 'tags', 'is_first'],
  ],
  [articleUnpublished(article), ['article_id', 'author_id', 'published_at']],
  [articleDeleted({ ...article, was_published: true }), ['article_id', 'author_id', 'published_at']],
  ...[
    commentCreated({ ...comment, mentioned_ids: [ada] }),
    commentEdited({ ...comment, mentioned_ids: [ada], unmentioned_ids: [] }),
    commentDeleted(comment),
  ].map((event): [EventInstance, string[]] => [event, [...Object.keys(act), 'comment_id', 'parent_id', 'thread_id', 'commented_at']]),
  [likeCreated({ ...act, like_id: id(), liked_at: at }), [...Object.keys(act), 'like_id', 'liked_at']],
  [likeRemoved({ ...act, like_id: id(), liked_at: at }), [...Object.keys(act), 'like_id', 'liked_at']],
  [shareCreated({ ...act, share_id: id(), platform: 'link', shared_at: at }), [...Object.keys(act), 'share_id', 'platform', 'shared_at']],
  [followCreated({ ...follow, was_requested: false }), Object.keys(follow)],
]

let all: WebhookDocument

beforeEach(async () => {
  all = await addWebhook(functions(), { event_types: publicEventTypes })
})

afterEach(async () => {
  for (const { name } of [Webhooks, WebhookDeliveries, ProcessedEvents, Outbox]) await functions().database.collection(name).deleteMany({})
})

it('there is a story of every public type', () => {
  expect(stories.map(([{ type }]) => type).toSorted()).toEqual(publicEventTypes.toSorted())
})

it.each(stories)('$type is delivered with what is public of it, and nothing more', async (event, fields) => {
  const eventId = id().toHexString()
  expect(await deliver(functions(), record, [messageOf(event, { id: eventId, at })])).toEqual([])
  const [delivery, ...others] = await deliveriesOf(functions(), all)
  expect(others).toEqual([])
  expect(delivery).toMatchObject({ event_id: eventId, event_type: event.type, status: 'pending', attempts: 0 })
  const data = Object.fromEntries(Object.entries(event.encoded()).filter(([name]) => fields.includes(name)))
  expect(Object.keys(data).toSorted()).toEqual(fields.toSorted())
  expect(JSON.parse(delivery?.payload ?? '')).toEqual({ type: event.type, timestamp: at.toISOString(), data })
})

it.each([
  ['a draft that was deleted', articleDeleted({ ...article, published_at: null, was_published: false })],
  ['whom a private account lets follow', followCreated({ ...follow, was_requested: true })],
  ['what is said about other things', commentCreated({ ...comment, subject_type: 'posts', mentioned_ids: [] })],
  ['who likes other things', likeCreated({ ...act, subject_type: 'comments', like_id: id(), liked_at: at })],
])('%s is told nobody', async (_, event) => {
  expect(await deliver(functions(), record, [messageOf(event)])).toEqual([])
  expect(await deliveriesOf(functions(), all)).toEqual([])
})

it('who wants an event gets it, who does not or is off gets none', async () => {
  const one = await addWebhook(functions(), { event_types: ['like.created', 'user.registered'] })
  const other = await addWebhook(functions(), { event_types: ['like.created'] })
  const off = await addWebhook(functions(), { event_types: ['user.registered'], enabled: false })
  await deliver(functions(), record, [messageOf(userRegistered({ user_id: ada, username: 'ada' }))])
  const found = await Promise.all([all, one, other, off].map((webhook) => deliveriesOf(functions(), webhook)))
  expect(found.map(({ length }) => length)).toEqual([1, 1, 0, 0])
})

it('an event that comes again is delivered once, whatever is known of the first time', async () => {
  const message = messageOf(userRegistered({ user_id: ada, username: 'ada' }))
  const messages = [message, messageOf(userRegistered({ user_id: bob, username: 'bob' })), message]
  await deliver(functions(), record, messages)
  await deliver(functions(), record, messages)
  const before = await deliveriesOf(functions(), all)
  expect(before).toHaveLength(2)
  await functions().database.collection(ProcessedEvents.name).deleteMany({})
  await functions().database.collection(WebhookDeliveries.name).updateMany({}, { $set: { status: 'delivered', attempts: 1 } })
  await Promise.all([deliver(functions(), record, messages), deliver(functions(), record, messages.toReversed())])
  const after = await deliveriesOf(functions(), all)
  expect(after.map(({ _id, status }) => [_id, status])).toEqual(before.map(({ _id }) => [_id, 'delivered']))
})

it('a batch wakes each sender once', async () => {
  const other = await addWebhook(functions(), {})
  await deliver(functions(), record, Array.from({ length: 20 }, () => messageOf(userRegistered({ user_id: id(), username: 'u' }))))
  const entries = await functions().database.collection(Outbox.name).find().toArray()
  const woken = entries.flatMap(({ outbox }) => outbox as { type: string; data: { webhook_id: string } }[])
  expect(woken.map(({ data }) => data.webhook_id).toSorted()).toEqual([all, other].map(({ _id }) => _id.toHexString()).toSorted())
})

it.each(['http://127.0.0.1:1/', 'https://127.0.0.1:1/', 'https://10.0.0.1/', 'http://example.com/'])(
  'an address that became forbidden after it was taken is not called: %s',
  async (url) => {
    const webhook = await addWebhook(functions(), { url })
    await addDeliveries(functions(), webhook)
    await wake(functions(), webhook)
    expect(await deliveriesOf(functions(), webhook)).toMatchObject([{ status: 'pending', attempts: 1, error: 'address_not_allowed' }])
    expect((await stored(functions(), webhook)).failing_since).not.toBeNull()
  },
)

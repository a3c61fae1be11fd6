import { type Document, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { unreadOf } from '../../../functions/notifications/inbox.ts'
import { NotificationActs, NotificationEntries, NotificationPreferences, PushSubscriptions } from '../../../functions/notifications/model.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { expectIndexAlone, stagesOf } from '../../support/plans.ts'
import { useNotifications } from './deliveries.ts'

const functions = useNotifications()

const recipient_id = new ObjectId()
const mark = { created_at: new Date(), entry_id: new ObjectId(), at: new Date() }
const newestFirst = { created_at: -1, _id: -1 } as const
const [entry_id, actor_id] = [new ObjectId(), new ObjectId()]

test.each<[string, Collection, Document, Record<string, 1 | -1>]>([
  ['the list', NotificationEntries, { recipient_id, is_listed: true }, newestFirst],
  ['one type', NotificationEntries, { recipient_id, is_listed: true, type: 'like' }, newestFirst],
  [
    'what followers were told of an article',
    NotificationEntries,
    { recipient_id: { $in: [recipient_id] }, type: 'article_published', subject_type: 'articles', subject_id: entry_id, is_read: false },
    {},
  ],
  ['what two people were told of each other', NotificationEntries, { recipient_id, type: 'article_published', 'actors.user_id': actor_id }, {}],
  [
    'a digest',
    NotificationEntries,
    { recipient_id, is_read: false, type: { $in: ['like', 'reply'] }, created_at: { $gt: new Date(0), $lte: new Date() } },
    newestFirst,
  ],
  ['what a digest closes', NotificationEntries, { recipient_id, is_listed: false, is_read: false, type: { $in: ['like'] } }, {}],
  ['entries in no list to expire', NotificationEntries, { is_listed: false, created_at: { $lt: new Date() } }, { created_at: 1 }],
  ['who gets a digest', NotificationPreferences, { wants_digest: true, _id: { $gt: recipient_id } }, { _id: 1 }],
  ['one’s browsers', PushSubscriptions, { user_id: recipient_id }, newestFirst],
  ['unread ones', NotificationEntries, unreadOf(recipient_id, mark), newestFirst],
  ['unread ones of one type', NotificationEntries, { ...unreadOf(recipient_id, null), type: 'like' }, newestFirst],
  ['entries to expire', NotificationEntries, { is_read: true, read_at: { $lt: new Date() } }, { read_at: 1 }],
  [
    'entries about a thing',
    NotificationEntries,
    { $or: [{ subject_type: 'articles', subject_id: entry_id }, { root_type: 'articles', root_id: entry_id }] },
    {},
  ],
  ['the latest actors', NotificationActs, { entry_id, actor_id: { $nin: [null, actor_id] } }, { at: -1 }],
  ['whether people are behind entries', NotificationActs, { entry_id: { $in: [entry_id] }, actor_id: { $in: [actor_id] } }, {}],
  ['whom an act was told', NotificationActs, { act_id: { $in: [entry_id] } }, {}],
])('%s: from an index alone', async (_, of, filter, sort) => {
  const { queryPlanner } = await functions().database.collection(of.name).find(filter, { sort }).explain('queryPlanner')
  expectIndexAlone(queryPlanner.winningPlan)
})

test('the unread ones that were fanned out are counted from the index alone', async () => {
  const fannedOut = { ...unreadOf(recipient_id, null), type: 'article_published' } as Document
  const counted = functions().database.collection(NotificationEntries.name).find(fannedOut, { projection: { _id: 0, type: 1 } })
  // Of several indexes that would do the server takes any while there is nothing to count.
  counted.hint({ recipient_id: 1, type: 1, is_read: 1, is_listed: 1, created_at: -1, _id: -1 })
  const { queryPlanner } = await counted.explain('queryPlanner')
  expect(stagesOf(queryPlanner.winningPlan)).not.toContain('FETCH')
})

import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { handler as clearActs } from '../../../functions/notifications/clear-notification-acts.ts'
import { notificationsRemoved } from '../../../functions/notifications/contract.ts'
import { handler as expire } from '../../../functions/notifications/expire-notifications.ts'
import type { Entry, Inbox, StoredAct } from '../../../functions/notifications/model.ts'
import { messageOf } from '../../support/messages.ts'
import { deliverAll, entryOf, useNotifications } from './deliveries.ts'

const functions = useNotifications()

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000)
const entries = () => functions().database.collection<Entry>('notification_entries')
const inboxes = () => functions().database.collection<Inbox>('notification_inboxes')
const acts = () => functions().database.collection<StoredAct>('notification_acts')

test('what was read more than 90 days ago goes, whether it was read by itself or by a mark', async () => {
  const [recipient_id, marked] = [new ObjectId(), new ObjectId()]
  const longRead = entryOf({ recipient_id, is_read: true, read_at: daysAgo(91), created_at: daysAgo(300) })
  const read = entryOf({ recipient_id, is_read: true, read_at: daysAgo(89), created_at: daysAgo(300) })
  const unread = entryOf({ recipient_id, created_at: daysAgo(300) })
  const belowMark = entryOf({ recipient_id: marked, created_at: daysAgo(301) })
  const atMark = entryOf({ recipient_id: marked, created_at: daysAgo(300) })
  const aboveMark = entryOf({ recipient_id: marked, created_at: daysAgo(299) })
  await entries().insertMany([longRead, read, unread, belowMark, atMark, aboveMark])
  const mark = { created_at: atMark.created_at, entry_id: atMark._id, at: daysAgo(91) }
  await inboxes().insertOne({ _id: marked, unread_count: 1, revision: 1, read_up_to: mark, is_settled: false })

  expect(await functions().run(expire)).toEqual({ marks_settled: 1, expired: 3 })
  const left = await entries().find({ recipient_id: { $in: [recipient_id, marked] } }).toArray()
  expect(new Set(left.map(({ _id }) => String(_id)))).toEqual(new Set([read, unread, aboveMark].map(({ _id }) => String(_id))))
  expect(await inboxes().findOne({ _id: marked })).toMatchObject({ unread_count: 1, is_settled: true })
  expect(await functions().run(expire)).toEqual({ marks_settled: 0, expired: 0 })
})

test('what is in no list goes after 14 days, read or not', async () => {
  const recipient_id = new ObjectId()
  const old = { recipient_id, is_listed: false, created_at: daysAgo(15) }
  const recent = entryOf({ recipient_id, is_listed: false, created_at: daysAgo(13) })
  const listed = entryOf({ recipient_id, created_at: daysAgo(15) })
  await entries().insertMany([entryOf(old), entryOf({ ...old, is_read: true, read_at: daysAgo(14) }), recent, listed])
  expect(await functions().run(expire)).toMatchObject({ expired: 2 })
  const left = await entries().find({ recipient_id }).toArray()
  expect(new Set(left.map(({ _id }) => String(_id)))).toEqual(new Set([recent, listed].map(({ _id }) => String(_id))))
})

test('of removed entries all acts are forgotten but mentions, and of others none', async () => {
  const [removed, kept] = [new ObjectId(), new ObjectId()]
  const act = (type: StoredAct['type'], entry_id: ObjectId): StoredAct => {
    const [act_id, recipient_id, now] = [new ObjectId(), new ObjectId(), new Date()]
    const place = { post_id: null, comment_id: null, withdrawn_at: null }
    return { _id: `${String(act_id)}:${String(recipient_id)}`, act_id, recipient_id, entry_id, type, actor_id: act_id, at: now, version: now, ...place }
  }
  const likes = Array.from({ length: 2500 }, () => act('like', removed))
  await acts().insertMany([...likes, act('mention', removed), act('like', kept)])
  await deliverAll(functions(), [messageOf(notificationsRemoved({ entry_ids: [removed] }))], clearActs)
  const left = await acts().find({ entry_id: { $in: [removed, kept] } }).sort({ type: 1 }).toArray()
  expect(left.map(({ type }) => type)).toEqual(['like', 'mention'])
})

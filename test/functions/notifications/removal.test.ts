import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { articleOf } from '../../support/articles.ts'
import { useStack } from '../../support/stack.ts'
import { entryOf } from './deliveries.ts'

test('a deleted thing takes its entries along, however many people have one', async () => {
  const stack = await useStack()
  const ada = await stack.newUser()
  const article = await articleOf(ada)
  const subject_id = new ObjectId(String(article.id))
  const recipients = Array.from({ length: 250 }, () => new ObjectId())
  const database = (await stack.database()).db('atrium')
  const [entries, inboxes] = [database.collection('notification_entries'), database.collection<{ _id: ObjectId }>('notification_inboxes')]
  await entries.insertMany(recipients.map((recipient_id) => entryOf({ recipient_id, subject_id })))
  await inboxes.insertMany(recipients.map((_id) => ({ _id, unread_count: 1, revision: 1, read_up_to: null, is_settled: true })))

  await ada.delete(`/v1/articles/${article.id}`)
  await stack.settled()
  expect(await entries.countDocuments({ subject_id })).toBe(0)
  expect(await inboxes.countDocuments({ _id: { $in: recipients }, unread_count: { $ne: 0 } })).toBe(0)
})

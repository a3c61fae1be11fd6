import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { articleDeleted, articlePublished, articleUnpublished } from '../../../functions/articles/contract.ts'
import { blockCreated } from '../../../functions/graph/contract.ts'
import { Follows, Mutes } from '../../../functions/graph/model.ts'
import { handler as fanOut } from '../../../functions/notifications/fan-out-article.ts'
import { claimLane, claimLanes } from '../../../functions/notifications/lanes.ts'
import { FanOutLanes, withdrawalKey, Withdrawals } from '../../../functions/notifications/model.ts'
import { handler as notifyUsers } from '../../../functions/notifications/notify-users.ts'
import { handler as partNotifications } from '../../../functions/notifications/part-notifications.ts'
import { createDb, type Db } from '../../../shared/store/database.ts'
import { deliver, messageOf } from '../../support/messages.ts'
import { useNotifications } from './deliveries.ts'

const functions = useNotifications([FanOutLanes, Follows, Mutes])

let author_id: ObjectId
let follower_id: ObjectId
let article_id: ObjectId

beforeEach(async () => {
  author_id = new ObjectId()
  follower_id = new ObjectId()
  article_id = new ObjectId()
  const at = new Date(Date.now() - 1000)
  await functions().database.collection('follows').insertOne({ follower_id, followee_id: author_id, status: 'accepted', at })
})

const about = () => ({ article_id, author_id, published_at: new Date(), category_ids: [], tags: [] })
const published = () => messageOf(articlePublished({ ...about(), title: 'News', slug: 'news', is_first: true }))

/** Does something while a transaction that claimed lanes is under way. */
async function beside(claim: (db: Db) => Promise<unknown>, work: () => Promise<void>): Promise<void> {
  const { client, database } = functions()
  await client.withSession(async (session) => {
    session.startTransaction()
    await claim(createDb({ database, session, now: new Date(), routes: {}, request_id: null, pending: [] }))
    await work()
    await session.commitTransaction()
  })
}

const pageOf = (part: number) => (db: Db) => claimLane(db, author_id, { article_id, part }, new Date())
const told = () => functions().database.collection('notification_entries').countDocuments({ subject_id: article_id })

describe('a page of a fan-out', () => {
  it('does not commit beside what takes back its article, and tells nobody afterwards', async () => {
    const message = published()
    const withdraw = async (db: Db) => {
      await claimLanes(db, [author_id], new Date())
      await db.insert(Withdrawals, { _id: withdrawalKey('articles', article_id), at: new Date() })
    }
    await beside(withdraw, async () => {
      expect(await deliver(functions(), fanOut, [message])).toEqual([message])
    })
    expect(await deliver(functions(), fanOut, [message])).toEqual([])
    expect(await told()).toBe(0)
  })

  it('commits beside pages of other parts, but not of its own', async () => {
    await beside(pageOf(0), async () => {
      const message = published()
      expect(await deliver(functions(), fanOut, [message])).toEqual([message])
    })
    for (const part of [1, 2, 3]) {
      await beside(pageOf(part), async () => {
        expect(await deliver(functions(), fanOut, [published()])).toEqual([])
      })
      article_id = new ObjectId(article_id.toHexString().replace(/^./, String(part)))
    }
    expect(await functions().database.collection('notification_entries').countDocuments({ recipient_id: follower_id })).toBe(3)
  })
})

describe('what takes back what was told', () => {
  it.each([
    ['an article that is unpublished', () => messageOf(articleUnpublished(about())), notifyUsers],
    ['an article that is deleted', () => messageOf(articleDeleted({ ...about(), was_published: true })), notifyUsers],
    ['a block', () => messageOf(blockCreated({ blocker_id: follower_id, blocked_id: author_id })), partNotifications],
    ['a block by the author', () => messageOf(blockCreated({ blocker_id: author_id, blocked_id: follower_id })), partNotifications],
  ])('waits for pages that are under way: %s', async (_, event, handler) => {
    const message = event()
    await beside(pageOf(2), async () => {
      expect(await deliver(functions(), handler, [message])).toEqual([message])
    })
    expect(await deliver(functions(), handler, [message])).toEqual([])
  })
})

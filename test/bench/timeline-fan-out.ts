import { type Db as MongoDb, type Document, ObjectId } from 'mongodb'
import { Follows } from '../../functions/graph/model.ts'
import { Posts } from '../../functions/posts/model.ts'
import { newUser, Users } from '../../functions/profiles/public.ts'
import { timelineFanOutContinued } from '../../functions/timelines/contract.ts'
import { handler } from '../../functions/timelines/fan-out-post.ts'
import { newTimeline, TimelineEntries, Timelines } from '../../functions/timelines/model.ts'
import type { Collection } from '../../shared/store/collection.ts'
import { deliver, messageOf } from '../support/messages.ts'
import { openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import { median } from './measure.ts'
import type { Figure } from './report.ts'
import { postOf } from './timeline-world.ts'

// As many as one message is for, in pages of 2,000.
const followersOfStretch = 10_000
const pageSize = 2000
const postsCount = 6
const megabyte = 2 ** 20

interface Stretch {
  readonly follows: readonly Document[]
  readonly timelines: readonly Document[]
}

/** Writing posts to the timelines of followers, against inserting the same entries and nothing else, a page at a time; both take turns. */
export async function measureTimelineFanOut(
  addresses: StackAddresses,
  collections: readonly Collection[],
  variables: Record<string, string>,
  full: boolean,
): Promise<Figure[]> {
  const [writing, raw] = [await openFunctions(addresses, collections, variables), await openFunctions(addresses, collections, variables)]
  const rounds: { readonly ours: number; readonly plain: number }[] = []
  const heaps: number[] = []
  try {
    const author_id = new ObjectId()
    const stretches = await addFollowers(writing.database, author_id, full ? 10 : 3)
    for (let number = 0; number < postsCount; number += 1) {
      const post = postOf(author_id, new Date(Date.now() + number))
      await writing.database.collection<{ _id: ObjectId }>(Posts.name).insertOne(post)
      const data = { post_id: post._id, author_id, published_at: post.published_at, original_id: null, is_withdrawn: false }
      for (const [at, stretch] of stretches.entries()) {
        const before = stretches[at - 1]?.follows.at(-1)
        const after = before ? { at: before.at, follow_id: before._id } : { at: new Date('9999-12-31'), follow_id: new ObjectId() }
        const write = () => deliver(writing, handler, [messageOf(timelineFanOutContinued({ ...data, after }))])
        const insert = () => insertAlike(raw.database, stretch.timelines, data)
        const [first, second] = (at + number) % 2 === 0 ? [write, insert] : [insert, write]
        const [one, other] = [await timed(first), await timed(second)]
        // The first post is for warming up.
        if (number === 0) continue
        rounds.push(first === write ? { ours: one, plain: other } : { ours: other, plain: one })
        heaps.push(process.memoryUsage().heapUsed / megabyte)
      }
    }
    const followers = stretches.length * followersOfStretch
    const missed = followers * postsCount - (await writing.database.collection(TimelineEntries.name).countDocuments())
    const half = Math.floor(heaps.length / 2)
    return [
      { name: 'timeline fan-out: entries missing, or too many', value: missed, unit: '', budget: { at: 'most', bound: 0 } },
      { name: 'timeline fan-out: entries written', value: followersOfStretch / median(rounds.map(({ ours }) => ours)), unit: '/s' },
      { name: 'timeline fan-out: over inserting the same', value: median(rounds.map(({ ours, plain }) => plain / ours)), unit: '×', budget: { at: 'least', bound: 0.8 } },
      {
        name: 'timeline fan-out: growth of the heap',
        value: Math.max(0, Math.min(...heaps.slice(half)) - Math.min(...heaps.slice(0, half))),
        unit: 'MB',
        budget: { at: 'most', bound: 32 },
        detail: `${followers.toLocaleString('en')} followers`,
      },
    ]
  } finally {
    await writing.close()
    await raw.close()
  }
}

/** Adds people with a timeline who follow the author, the latest first, as many for each message. */
async function addFollowers(database: MongoDb, followee_id: ObjectId, howMany: number): Promise<Stretch[]> {
  const now = Date.now()
  const author = newUser({ _id: followee_id, username: 'author', email: 'author@example.org', full_name: null }, new Date(now))
  await database.collection<{ _id: ObjectId }>(Users.name).insertOne(author)
  const stretches: Stretch[] = []
  for (let stretch = 0; stretch < howMany; stretch += 1) {
    const people = Array.from({ length: followersOfStretch }, () => new ObjectId())
    const follows = people.map((follower_id, index) => {
      return { _id: new ObjectId(), follower_id, followee_id, status: 'accepted', at: new Date(now - (stretch * followersOfStretch + index + 1) * 1000) }
    })
    const timelines = people.map((user_id): Document => newTimeline({ _id: new ObjectId(), user_id }, new Date(now)))
    await database.collection(Follows.name).insertMany(follows)
    await database.collection(Timelines.name).insertMany(timelines)
    stretches.push({ follows, timelines })
  }
  return stretches
}

async function insertAlike(database: MongoDb, timelines: readonly Document[], listing: Document): Promise<void> {
  const { post_id, author_id, published_at, original_id } = listing
  for (let from = 0; from < timelines.length; from += pageSize) {
    const entries = timelines.slice(from, from + pageSize).map(({ _id: timeline_id }) => {
      return { _id: new ObjectId(), timeline_id, post_id, author_id, published_at, original_id }
    })
    await database.collection(TimelineEntries.name).insertMany(entries, { ordered: false, writeConcern: { w: 'majority' } })
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

import { type Db as MongoDb, ObjectId } from 'mongodb'
import { Follows, Mutes } from '../../functions/graph/model.ts'
import { Posts, Reposts } from '../../functions/posts/model.ts'
import { Users } from '../../functions/profiles/public.ts'
import { Bookmarks, Likes } from '../../functions/engagement/public.ts'
import { TimelineAuthors, TimelineEntries, Timelines } from '../../functions/timelines/model.ts'
import { openTimeline } from '../../functions/timelines/open-timeline.ts'
import { readPage } from '../../functions/timelines/reading.ts'
import { createDb } from '../../shared/store/database.ts'
import { type Functions, openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import { quantile } from './measure.ts'
import type { Measuring } from './parts.ts'
import type { Figure } from './report.ts'
import { fillTimelines } from './timeline-world.ts'
import { measureTimelineFanOut } from './timeline-fan-out.ts'

const collections = [Timelines, TimelineEntries, TimelineAuthors, Posts, Reposts, Follows, Mutes, Users, Likes, Bookmarks]
const variables = {
  EVENT_ROUTES: JSON.stringify({ 'timeline.wanted': [], 'timeline-fan-out.continued': [] }),
  MEDIA_BUCKET: 'none',
  MEDIA_URL: 'http://127.0.0.1:1',
  TIMELINE_FANOUT_LIMIT: '10000000',
  TIMELINE_IDLE_DAYS: '30',
  TIMELINE_LENGTH: '1000',
}

const limit = 20
const calls = 400
const warmingUp = 50
const budget = { at: 'most', bound: 1.5 } as const

/**
 * The first page of a home timeline, against the finds that bring the same documents and nothing else, in turns; then
 * writing to timelines. `BENCH_POSTS` names a further number of posts to try.
 */
export async function measureTimeline(addresses: StackAddresses, { full }: Measuring): Promise<Figure[]> {
  const further = Number(process.env.BENCH_POSTS ?? 0)
  const sizes = [1_000, 100_000, ...(full ? [1_000_000] : []), ...(further > 0 ? [further] : [])]
  const worlds: World[] = []
  try {
    for (const posts of sizes) {
      for (const follows of posts >= 100_000 ? [10, 5000] : [10]) worlds.push(await openWorld(addresses, posts, follows))
    }
    const taken = await takeTurns(worlds)
    const medians = taken.map(([ours]) => quantile(ours, 0.5))
    const flatness = Math.max(...medians) / (medians[0] as number)
    return [
      ...worlds.flatMap(({ what }, at) => figuresOf(what, taken[at] as Taken)),
      { name: 'timeline: p99 over the same finds, all of these', value: slowest(taken, 0) / slowest(taken, 1), unit: '×', budget },
      { name: 'timeline: p50, the slowest of these over the smallest', value: flatness, unit: '×', budget },
      ...(await measureTimelineFanOut(addresses, collections, variables, full)),
    ]
  } finally {
    for (const { functions } of worlds) await functions.close()
  }
}

interface World {
  readonly what: string
  readonly functions: Functions
  /** The timeline, the same finds by hand, and fewer of them. */
  readonly ways: readonly (() => Promise<void>)[]
}

/** Milliseconds of each call, for each way. */
type Taken = readonly [ours: number[], same: number[], bare: number[]]

async function openWorld(addresses: StackAddresses, posts: number, follows: number): Promise<World> {
  const functions = await openFunctions(addresses, collections, variables)
  const { database, run } = functions
  const reader_id = new ObjectId()
  await fillTimelines(database, reader_id, { posts, follows, length: 1000 })
  const db = createDb({ database, now: new Date(), routes: { 'timeline.wanted': [] }, request_id: null, pending: [], union: true })
  const user = { id: reader_id, role: 'member' as const }
  const ours = async () => {
    const now = new Date()
    const sources = await openTimeline(db, { _id: new ObjectId(), user_id: reader_id }, now)
    const { items } = await readPage({ db, user, now, sources }, undefined, limit)
    if (items.length !== limit) throw new Error(`A page holds ${items.length}`)
  }
  const ways = [() => run(ours), () => sameFinds(database, reader_id), () => bareFinds(database, reader_id)]
  return { what: `${posts.toLocaleString('en')} posts, ${follows.toLocaleString('en')} follows`, functions, ways }
}

/** All ways over all worlds, one call at a time, so that a machine that grows busier meets them alike. */
async function takeTurns(worlds: readonly World[]): Promise<Taken[]> {
  const taken = worlds.map((): Taken => [[], [], []])
  for (let call = -warmingUp; call < calls; call += 1) {
    for (const [world, { ways }] of worlds.entries()) {
      for (const [at, way] of ways.entries()) {
        const from = performance.now()
        await way()
        if (call >= 0) taken[world]?.[at]?.push(performance.now() - from)
      }
    }
  }
  return taken
}

function slowest(taken: readonly Taken[], way: 0 | 1): number {
  return quantile(taken.flatMap((of) => of[way]), 0.99)
}

function figuresOf(what: string, [ours, same, bare]: Taken): Figure[] {
  const over = (of: readonly number[]) => quantile(ours, 0.5) / quantile(of, 0.5)
  const ms = (of: readonly number[]) => `p50 ${quantile(of, 0.5).toFixed(2)} ms, p99 ${quantile(of, 0.99).toFixed(2)} ms`
  return [
    { name: `timeline: p50 over the same finds, ${what}`, value: over(same), unit: '×', budget, detail: `${ms(ours)} against ${ms(same)}` },
    { name: `timeline: p50 over entries, posts and users alone, ${what}`, value: over(bare), unit: '×', detail: ms(bare) },
  ]
}

const entriesNewestFirst = { published_at: -1, post_id: -1 } as const

/** Entries, posts and their authors. */
async function bareFinds(database: MongoDb, user_id: ObjectId): Promise<void> {
  const timeline = await database.collection(Timelines.name).findOne({ user_id, status: 'live' })
  await pageOf(database, timeline?._id as ObjectId)
}

async function pageOf(database: MongoDb, timeline_id: ObjectId) {
  const entries = await database.collection(TimelineEntries.name).find({ timeline_id }, { sort: entriesNewestFirst, limit: limit + 1 }).toArray()
  const posts = await database.collection(Posts.name).find({ _id: { $in: entries.map(({ post_id }) => post_id) } }, { projection: { outbox: 0 } }).toArray()
  const authors = posts.map(({ user_id }) => user_id)
  await database.collection(Users.name).find({ _id: { $in: authors } }, { projection: { username: 1, full_name: 1, avatar_url: 1 } }).toArray()
  return { authors, ids: posts.map(({ _id }) => _id) }
}

/** All that the page of one person depends on: also their own posts, whom they follow, mute and block, and what they did to posts. */
async function sameFinds(database: MongoDb, user_id: ObjectId): Promise<void> {
  const find = (name: string, filter: object, projection = {}) => database.collection(name).find(filter, { projection }).toArray()
  const timeline = await database.collection(Timelines.name).findOne({ user_id, status: 'live' })
  const at = { $gt: timeline?.settled_through }
  await find(TimelineAuthors.name, { changed_at: at })
  await find(Follows.name, { follower_id: user_id, status: 'accepted', at })
  const newest = { sort: { published_at: -1, _id: -1 }, limit: limit + 1 } as const
  const own = database.collection(Posts.name).find({ user_id, status: 'published' }, newest)
  const [{ authors, ids }] = await Promise.all([pageOf(database, timeline?._id as ObjectId), own.toArray()])
  const marked = (name: string) => find(name, { subject_id: { $in: ids }, user_id, subject_type: 'posts' }, { subject_id: 1 })
  await Promise.all([
    find(Follows.name, { follower_id: user_id, followee_id: { $in: authors }, status: { $in: ['accepted', 'barred'] } }, { followee_id: 1, status: 1 }),
    find(Mutes.name, { muter_id: user_id, muted_id: { $in: authors } }, { muted_id: 1 }),
    ...[Likes.name, Bookmarks.name, Reposts.name].map(marked),
  ])
}

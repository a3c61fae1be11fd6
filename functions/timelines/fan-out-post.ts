import type { ObjectId } from 'mongodb'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { followersOf, Follows } from '../graph/public.ts'
import { type PostDocument, Posts } from '../posts/public.ts'
import { fanOutPost, timelineFanOutContinued } from './contract.ts'
import { entryIn, insertMissing, type Listing } from './entries.ts'
import { isFannedOut } from './fan-out-authors.ts'
import { TimelineEntries, Timelines } from './model.ts'

const pageSize = 2000
const pagesAtOnce = 5

// Who begins to follow while it is under way is asked too: an entry too many does no harm.
const everyone = new Date('9999-12-31')

type Continued = Parameters<typeof timelineFanOutContinued>[0]

/**
 * Writes a post to some pages of its author's followers, or takes it back from them, and comes back for the next ones. A
 * page can be written again, after another one or twice at once: a post has one entry in a timeline.
 */
export const handler = eachEvent(fanOutPost, async ({ event, db, now }) => {
  if (event.type === 'timeline-fan-out.continued') return goOn(db, event.data)
  if (event.type === 'post.published' || event.type === 'post.edited') return announce(db, event.data.post_id, event.type, now)
  if (event.type === 'repost.created') return announce(db, event.data.repost_id, event.type, now)
  const { data } = event
  const gone: Listing | undefined =
    'repost_id' in data
      ? { post_id: data.repost_id, author_id: data.user_id, published_at: data.reposted_at, original_id: data.post_id }
      : data.published_at
        ? { post_id: data.post_id, author_id: data.author_id, published_at: data.published_at, original_id: null }
        : undefined
  if (gone && (await isFannedOut(db, gone.author_id, now))) await turnPages(db, { ...gone, is_withdrawn: true })
})

async function announce(db: Db, post_id: ObjectId, reason: string, now: Date): Promise<void> {
  const post = await db.get(Posts, post_id)
  if (post?.status !== 'published' || !post.published_at) return
  const listing = { post_id, author_id: post.user_id, published_at: post.published_at, original_id: post.repost_of_id }
  if (post.visibility === 'mentioned') return write(db, listing, await timelinesOf(db, await mentionedFollowers(db, post)))
  // An edit names others, and changes nothing for those who follow.
  if (reason === 'post.edited') return
  if (await isFannedOut(db, post.user_id, now)) await turnPages(db, { ...listing, is_withdrawn: false })
}

async function goOn(db: Db, from: Continued): Promise<void> {
  const isGone = !from.is_withdrawn && !(await db.get(Posts, from.post_id, { fields: { _id: 1 } }))
  if (!isGone) await turnPages(db, from)
}

/** Some pages, each of which is written while the next one is read. */
async function turnPages(db: Db, from: Omit<Continued, 'after'> & Partial<Pick<Continued, 'after'>>): Promise<void> {
  const { is_withdrawn, after, ...listing } = from
  const change = is_withdrawn ? takeBack : write
  let page = await readPage(db, listing.author_id, after)
  for (let turned = 1; turned < pagesAtOnce && page.next; turned += 1) {
    const [following] = await Promise.all([readPage(db, listing.author_id, page.next), change(db, listing, page.timelines)])
    page = following
  }
  await change(db, listing, page.timelines)
  if (page.next) await db.emit([timelineFanOutContinued({ ...listing, is_withdrawn, after: page.next })])
}

interface Page {
  readonly timelines: readonly ObjectId[]
  /** Behind whom the next page begins. */
  readonly next: Continued['after'] | undefined
}

async function readPage(db: Db, author_id: ObjectId, after: Continued['after'] | undefined): Promise<Page> {
  const followers = await followersOf(db, author_id, { until: everyone, after }, pageSize)
  const last = followers.length === pageSize ? followers.at(-1) : undefined
  const timelines = await timelinesOf(db, followers.map(({ follower_id }) => follower_id))
  return { timelines, next: last && { at: last.at, follow_id: last._id } }
}

async function write(db: Db, listing: Listing, timelines: readonly ObjectId[]): Promise<void> {
  const halves = [timelines.slice(0, pageSize / 2), timelines.slice(pageSize / 2)]
  await Promise.all(halves.map((half) => insertMissing(db, half.map((timeline_id) => entryIn(timeline_id, listing)))))
}

async function takeBack(db: Db, { post_id, published_at }: Listing, timelines: readonly ObjectId[]): Promise<void> {
  await db.removeMany(TimelineEntries, { timeline_id: { $in: [...timelines] }, published_at, post_id })
}

async function timelinesOf(db: Db, users: readonly ObjectId[]): Promise<ObjectId[]> {
  if (users.length === 0) return []
  const timelines = await db.find(Timelines, { user_id: { $in: [...users] }, status: 'live' }, { fields: { _id: 1 } })
  return timelines.map(({ _id }) => _id)
}

async function mentionedFollowers(db: Db, { user_id, mentions }: PostDocument): Promise<ObjectId[]> {
  const named = mentions.map((mention) => mention.user_id)
  if (named.length === 0) return []
  const filter = { follower_id: { $in: named }, followee_id: user_id, status: 'accepted' as const }
  return (await db.find(Follows, filter, { fields: { follower_id: 1 } })).map(({ follower_id }) => follower_id)
}

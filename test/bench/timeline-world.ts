import { type Db as MongoDb, type Document, ObjectId } from 'mongodb'
import { Follows } from '../../functions/graph/model.ts'
import { type PostDocument, Posts } from '../../functions/posts/model.ts'
import { newPost } from '../../functions/posts/new-post.ts'
import { newUser, Users } from '../../functions/profiles/public.ts'
import { TimelineEntries, Timelines } from '../../functions/timelines/model.ts'

const insertedAtOnce = 5000
const secondMs = 1000

/** A reader, whom they follow, and what everyone has published, as far as a timeline holds it. */
export interface TimelineWorld {
  readonly reader_id: ObjectId
  readonly authors: readonly ObjectId[]
}

interface Size {
  readonly posts: number
  readonly follows: number
  readonly length: number
}

/** Fills a database with so many posts, by the people whom the reader follows and by ten times as many whom they do not. */
export async function fillTimelines(database: MongoDb, reader_id: ObjectId, { posts, follows, length }: Size): Promise<TimelineWorld> {
  const authors = Array.from({ length: follows }, () => new ObjectId())
  const others = Array.from({ length: Math.min(10_000, follows * 10) }, () => new ObjectId())
  const now = Date.now()
  await insert(database, Users.name, [reader_id, ...authors], (_id) => {
    return newUser({ _id, username: _id.toHexString(), email: `${_id.toHexString()}@example.org`, full_name: 'Someone Somewhere' }, new Date(now))
  })
  await insert(database, Follows.name, authors, (followee_id) => {
    return { _id: new ObjectId(), follower_id: reader_id, followee_id, status: 'accepted', at: new Date(now - 3600 * secondMs) }
  })

  // One in eleven is by someone whom the reader follows.
  const written: Document[] = []
  for (let from = 0; from < posts; from += insertedAtOnce) {
    const some = Array.from({ length: Math.min(insertedAtOnce, posts - from) }, (_, at) => {
      const number = from + at
      const by = number % 11 === 0 ? authors[(number / 11) % authors.length] : others[number % others.length]
      return postOf(by as ObjectId, new Date(now - (number + 1) * secondMs))
    })
    await database.collection<{ _id: ObjectId }>(Posts.name).insertMany(some, { ordered: false })
    written.push(...some.filter((_, at) => (from + at) % 11 === 0).slice(0, Math.max(0, length - written.length)))
  }
  await writeTimeline(database, reader_id, written, new Date(now))
  return { reader_id, authors }
}

async function writeTimeline(database: MongoDb, user_id: ObjectId, written: readonly Document[], now: Date): Promise<void> {
  const timeline_id = new ObjectId()
  await insert(database, TimelineEntries.name, written, ({ _id, user_id: author_id, published_at }) => {
    return { _id: new ObjectId(), timeline_id, post_id: _id, author_id, published_at, original_id: null }
  })
  const last = written.at(-1) as Document
  const floor = { published_at: last.published_at, post_id: last._id, at: now }
  const dates = { settled_through: now, wanted_at: now, tended_at: now }
  await insert(database, Timelines.name, [user_id], () => ({ _id: timeline_id, user_id, status: 'live', merged: [], floor, revision: 1, ...dates }))
}

async function insert<Item>(database: MongoDb, name: string, items: readonly Item[], documentOf: (item: Item) => Document): Promise<void> {
  for (let from = 0; from < items.length; from += insertedAtOnce) {
    await database.collection(name).insertMany(items.slice(from, from + insertedAtOnce).map(documentOf), { ordered: false })
  }
}

const content = 'Something that somebody has to say about the day, and to whom it may concern. '.repeat(2)

/** A post as `create-post` stores it. */
export function postOf(user_id: ObjectId, published_at: Date): PostDocument & { readonly published_at: Date } {
  const search_terms = ['something', 'somebody', 'has', 'to', 'say']
  return { ...newPost({ _id: new ObjectId(), user_id, created_at: published_at }), content, search_terms, status: 'published', published_at }
}

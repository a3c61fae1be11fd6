import type { ObjectId } from 'mongodb'
import type { Position } from '../../shared/store/cursor.ts'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { type PostDocument, postsById, presentPosts } from '../posts/public.ts'
import { type Candidate, candidatesAfter, positionOf, type Sources } from './candidates.ts'
import { firstReposts } from './first-reposts.ts'
import { hearing } from './hearing.ts'

export interface Reading {
  readonly db: Db
  readonly user: NonNullable<Viewer>
  readonly now: Date
  readonly sources: Sources
}

type Shown = Awaited<ReturnType<typeof presentPosts>>[number]

// Where most is hidden, a page looks through so many candidates in growing stretches, and then is a short one.
const longestStretch = 400
const mostStretches = 8

/** One page of a timeline, and the position behind which the next one begins; `null` on the last. */
export async function readPage(
  reading: Reading,
  position: Position | undefined,
  limit: number,
): Promise<{ readonly items: Shown[]; readonly end: Position | null }> {
  const items: Shown[] = []
  let from = position
  for (let stretch = 0; stretch < mostStretches; stretch += 1) {
    const size = Math.min(longestStretch, (limit + 1) * 2 ** stretch)
    const { candidates, end } = await candidatesAfter(reading.db, reading.sources, from, size)
    items.push(...(await shownAmong(reading, candidates)))
    const last = items[limit - 1]
    if (items.length > limit && last?.published_at) {
      return { items: items.slice(0, limit), end: positionOf({ _id: last.id, published_at: last.published_at }) }
    }
    if (!end) return { items, end: null }
    from = end
  }
  return { items, end: from ?? null }
}

/** What of these candidates stands in the timeline, as its owner gets it. A fixed number of reads, however many they are. */
async function shownAmong(reading: Reading, candidates: readonly Candidate[]): Promise<Shown[]> {
  const { db, user, now } = reading
  const [posts, { isHeard }] = await Promise.all([
    postsById(db, candidates.flatMap(({ _id, repost_of_id }) => (repost_of_id ? [_id, repost_of_id] : [_id]))),
    hearing(db, reading, candidates.map(({ user_id }) => user_id)),
  ])
  const there = candidates.flatMap(({ _id }) => posts.get(_id.toHexString()) ?? [])
  const isPassedOn = await passedOn(reading, candidates.flatMap(({ repost_of_id }) => (repost_of_id && posts.get(repost_of_id.toHexString())) ?? []))
  const fitting = there.filter((post) => isHeard(post.user_id) && (post.kind === 'post' || isPassedOn(post.repost_of_id)))
  const first = await firstReposts(reading, fitting.filter(({ kind }) => kind === 'repost'))
  return presentPosts(db, fitting.filter(({ kind, _id }) => kind === 'post' || first.has(_id.toHexString())), user, now)
}

/** Whether reposts of one of these posts may stand for it: those of people followed have a place of their own. */
async function passedOn(reading: Reading, originals: readonly PostDocument[]): Promise<(original: ObjectId | null) => boolean> {
  if (originals.length === 0) return () => false
  const { isFollowed, isMuted } = await hearing(reading.db, reading, originals.map(({ user_id }) => user_id))
  const open = originals.filter(({ user_id }) => !isFollowed(user_id) && !isMuted(user_id))
  const ids = new Set(open.map(({ _id }) => _id.toHexString()))
  return (original) => original !== null && ids.has(original.toHexString())
}

import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { FanOutLanes } from './model.ts'

/** A page of a fan-out: of which article it tells, and to which part of the followers. */
interface PageOf {
  readonly article_id: ObjectId
  readonly part: number
}

/** How many pages of an author's fan-outs are told at the same time. */
export const lanes = 4

const claim = (now: Date) => ({ $inc: { revision: 1 }, $set: { at: now } })

/**
 * Claims one of an author's lanes for the transaction, as every page of a fan-out does: of two transactions with a lane in
 * common one starts again and sees what the other did, while pages in different lanes do not meet. A page does so last, so
 * that whoever needs all lanes finds them free.
 */
export async function claimLane(db: Db, author_id: ObjectId, { article_id, part }: PageOf, now: Date): Promise<void> {
  // Articles of one author that come out together begin in different lanes.
  const lane = ((article_id.id.at(-1) ?? 0) + part) % lanes
  await db.update(FanOutLanes, laneId(author_id, lane), claim(now), { upsert: true })
}

/** Claims every lane of these authors, as whoever takes back what they told does: no page slips in behind. */
export async function claimLanes(db: Db, authors: readonly ObjectId[], now: Date): Promise<void> {
  const ids = new Set(authors.flatMap((author_id) => Array.from({ length: lanes }, (_, lane) => laneId(author_id, lane))))
  await db.bulk(
    FanOutLanes,
    Array.from(ids, (_id) => ({ updateOne: { filter: { _id }, update: claim(now), upsert: true } })),
  )
}

function laneId(author_id: ObjectId, lane: number): string {
  return `${author_id.toHexString()}:${lane}`
}

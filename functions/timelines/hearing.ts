import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { distinct } from '../../shared/store/ids.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { followedBy, mutedBy } from '../graph/public.ts'

/** Whom of some people a reader hears in the timeline. */
export interface Hearing {
  /** The reader, or someone followed. */
  isFollowed(id: ObjectId): boolean
  isMuted(id: ObjectId): boolean
  /** Followed and not muted. */
  isHeard(id: ObjectId): boolean
}

/** How the reader stands to these people now. Two reads, however many they are. */
export async function hearing(
  db: Db,
  { user, now }: { readonly user: NonNullable<Viewer>; readonly now: Date },
  people: readonly ObjectId[],
): Promise<Hearing> {
  const ids = distinct(people)
  const [followed, muted] = await Promise.all([followedBy(db, user.id, ids), mutedBy(db, user.id, ids, now)])
  const isFollowed = (id: ObjectId) => id.equals(user.id) || followed.has(id.toHexString())
  const isMuted = (id: ObjectId) => muted.has(id.toHexString())
  return { isFollowed, isMuted, isHeard: (id) => isFollowed(id) && !isMuted(id) }
}

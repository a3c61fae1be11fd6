import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import { isContact } from '../profiles/public.ts'
import { blocksBetween } from './blocking.ts'
import type { getRelationship } from './contract.ts'
import { Follows } from './model.ts'
import { mutedBy } from './muting.ts'

type Relationship = z.output<(typeof getRelationship)['response'][200]>

const none: Relationship = {
  following: false,
  followed_by: false,
  requested: false,
  blocking: false,
  blocked_by: false,
  muting: false,
  is_contact: false,
}

/** How `viewer` stands to `other`, as far as the viewer may know: to the blocked there is nothing but blocks of their own. */
export async function relationshipOf(db: Db, viewer: ObjectId, other: ObjectId, now: Date): Promise<Relationship> {
  const { blocking, blocked_by } = await blocksBetween(db, viewer, other)
  if (blocked_by) return { ...none, blocking }
  const between = [{ follower_id: viewer, followee_id: other }, { follower_id: other, followee_id: viewer }]
  const follows = await db.find(Follows, { $or: between })
  const own = follows.find(({ follower_id }) => follower_id.equals(viewer))
  const theirs = follows.find(({ follower_id }) => follower_id.equals(other))
  return {
    ...none,
    following: own?.status === 'accepted',
    followed_by: theirs?.status === 'accepted',
    requested: own?.status === 'requested',
    blocking,
    muting: (await mutedBy(db, viewer, [other], now)).size > 0,
    is_contact: await isContact(db, viewer, other),
  }
}

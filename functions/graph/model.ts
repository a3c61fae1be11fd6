import * as z from 'zod'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'

/**
 * Who follows whom, who asks to, and who cannot: a block bars both directions by taking their places, so that following
 * stays one write that a block at the same moment meets.
 */
export const Follows = collection(
  'follows',
  {
    _id: objectId,
    follower_id: objectId,
    followee_id: objectId,
    status: z.enum(['requested', 'accepted', 'barred']),
    /** When it came to this status. */
    at: date,
  },
  {
    indexes: [
      { key: { follower_id: 1, followee_id: 1 }, unique: true, serves: 'follow-user; who follows whom, and whom a block parts' },
      {
        key: { followee_id: 1, status: 1, at: -1, _id: -1, follower_id: 1 },
        serves: 'list-followers; list-follow-requests; accept-follow-requests; recounting; fan-out-article and fan-out-post, from the index alone',
      },
      { key: { follower_id: 1, status: 1, at: -1, _id: -1 }, serves: 'list-following; recounting' },
    ],
    shard_key: { follower_id: 1, followee_id: 1 },
    outbox: true,
  },
)

export type FollowDocument = DocumentOf<typeof Follows>

export const Blocks = collection(
  'blocks',
  { _id: objectId, blocker_id: objectId, blocked_id: objectId, created_at: date },
  {
    indexes: [
      { key: { blocker_id: 1, blocked_id: 1 }, unique: true, serves: 'block-user; who blocks whom' },
      { key: { blocker_id: 1, created_at: -1, _id: -1 }, serves: 'list-blocks' },
    ],
    shard_key: { blocker_id: 1, blocked_id: 1 },
  },
)

export const Mutes = collection(
  'mutes',
  {
    _id: objectId,
    muter_id: objectId,
    muted_id: objectId,
    created_at: date,
    /** Null for one that lasts until it is taken back. */
    expires_at: date.nullable(),
  },
  {
    indexes: [
      { key: { muter_id: 1, muted_id: 1 }, unique: true, serves: 'mute-user; whom someone mutes, among others' },
      { key: { muter_id: 1, created_at: -1, _id: -1 }, serves: 'list-mutes' },
      { key: { muted_id: 1, muter_id: 1 }, serves: 'who mutes an author, among followers' },
      { key: { expires_at: 1 }, expire_after_seconds: 0, serves: 'expiry, a minute late at most' },
    ],
    shard_key: { muter_id: 1, muted_id: 1 },
  },
)

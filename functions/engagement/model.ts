import * as z from 'zod'
import { collection, date, type DocumentOf, type Index, objectId } from '../../shared/store/collection.ts'
import { Share } from './contract.ts'

const subject = { subject_type: z.string(), subject_id: objectId, owner_id: objectId }

// One act of one person on one subject: the unique index is what makes it one.
function edges(name: string, lists: readonly Index[]) {
  return collection(
    name,
    { _id: objectId, ...subject, user_id: objectId, at: date },
    {
      indexes: [{ key: { subject_type: 1, subject_id: 1, user_id: 1 }, unique: true, serves: 'one of each user; marks of a viewer' }, ...lists],
      shard_key: { subject_type: 1, subject_id: 1, user_id: 1 },
      outbox: true,
    },
  )
}

export const Likes = edges('likes', [{ key: { subject_type: 1, subject_id: 1, at: -1, _id: -1 }, serves: 'list-likes' }])

export const Bookmarks = edges('bookmarks', [
  { key: { user_id: 1, at: -1, _id: -1 }, serves: 'list-bookmarks' },
  { key: { user_id: 1, subject_type: 1, at: -1, _id: -1 }, serves: 'list-bookmarks: ?subject_type=' },
])

export type Edge = DocumentOf<typeof Likes>

export const Comments = collection(
  'comments',
  {
    _id: objectId,
    ...subject,
    user_id: objectId,
    /** The comment that is answered. */
    parent_id: objectId.nullable(),
    parent_user_id: objectId.nullable(),
    /** The top-level comment of the thread, null for a top-level comment. */
    thread_id: objectId.nullable(),
    content: z.string(),
    media_ids: z.array(objectId).max(4),
    mentions: z.array(z.object({ user_id: objectId, username: z.string() })).max(20),
    is_edited: z.boolean(),
    is_deleted: z.boolean(),
    counts: z.object({ likes: z.int(), replies: z.int() }),
    created_at: date,
    updated_at: date,
  },
  {
    indexes: [
      {
        key: { subject_type: 1, subject_id: 1, thread_id: 1, created_at: 1, _id: 1 },
        serves: 'list-comments: top-level comments and the beginnings of their threads; list-replies: a thread',
      },
      { key: { updated_at: 1, _id: 1 }, partial: { is_deleted: true }, serves: 'prune-comments' },
      { key: { parent_id: 1, created_at: 1, _id: 1 }, serves: 'list-replies: direct replies; whether a deleted comment keeps its place' },
    ],
    shard_key: { subject_id: 'hashed' },
    outbox: true,
  },
)

export type CommentDocument = DocumentOf<typeof Comments>

export const Shares = collection(
  'shares',
  { _id: objectId, ...subject, user_id: objectId, platform: Share.shape.platform, at: date },
  {
    indexes: [{ key: { subject_type: 1, subject_id: 1, at: -1, _id: -1 }, serves: 'list-shares' }],
    shard_key: { subject_id: 'hashed' },
    outbox: true,
  },
)

/** The views of one viewer on one UTC day: one unique view, `views` in all. */
export const Views = collection(
  'views',
  {
    _id: objectId,
    ...subject,
    /** A signed-in user's id, or a keyed hash that is another one each day. */
    viewer: z.string(),
    day: z.string(),
    views: z.int(),
  },
  {
    indexes: [
      { key: { subject_type: 1, subject_id: 1, day: 1, viewer: 1 }, unique: true, serves: 'record-view: one viewer of a day; recounting' },
    ],
    shard_key: { subject_type: 1, subject_id: 1, day: 1 },
    outbox: true,
  },
)

export type ShareDocument = DocumentOf<typeof Shares>

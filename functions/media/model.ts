import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'
import { statuses, thumbnailSources } from './schemas.ts'
import { contentTypes, mediaTypes, purposes, rejectionReasons } from './types.ts'

const visibility = z.enum(['public', 'private'])

const File = z.object({
  role: z.enum(['original', 'variant', 'thumbnail']),
  /** Below the medium's folder. */
  name: z.string(),
  content_type: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
})

export const Media = collection(
  'media',
  {
    _id: objectId,
    owner_id: objectId,
    filename: z.string(),
    purpose: z.enum(purposes),
    type: z.enum(mediaTypes),
    content_type: z.enum(contentTypes),
    /** As announced until the file has come, then its own. */
    size: z.int(),
    alt_text: z.string().nullable(),
    status: z.enum(statuses),
    rejection_reason: z.enum(rejectionReasons).nullable(),
    upload: z.object({
      key: z.string(),
      multipart_id: z.string().nullable(),
      /** Of the object that is processed. Another under the same key is another upload, and comes too late. */
      etag: z.string().nullable(),
    }),
    /** Who may see it. Its files follow within seconds. */
    visibility,
    /** Where its files are: visibility, medium and content, or the move that brought them there. */
    folder: z.string().nullable(),
    /** Where a move is taking them. Who writes another place here ends that move. */
    moving_to: z.string().nullable(),
    files: z.array(File).max(20),
    thumbnail_source: z.enum(thumbnailSources).nullable(),
    /** The folder in which a video was when a frame of it was asked for. */
    frame_asked_in: z.string().optional(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    duration: z.number().nullable(),
    blurhash: z.string().nullable(),
    dominant_color: z.string().nullable(),
    /** How many things carry it. Each of them is in `media_uses`. */
    uses: z.int(),
    /** Since when nothing carries it. */
    unused_since: date.nullable(),
    created_at: date,
  },
  {
    indexes: [
      { key: { owner_id: 1, _id: -1 }, serves: 'list-my-media' },
      { key: { owner_id: 1, type: 1, _id: -1 }, serves: 'list-my-media: ?type=' },
      { key: { owner_id: 1, status: 1, size: 1 }, serves: 'recount-media-usage; recompute-media-usage' },
      { key: { unused_since: 1, _id: 1 }, partial: { uses: 0 }, serves: 'remove-unused-media' },
    ],
    shard_key: { _id: 'hashed' },
    outbox: true,
  },
)

/** How many bytes the uploads of one person have together, by the person's id. */
export const MediaUsage = collection(
  'media_usage',
  {
    _id: objectId,
    bytes: z.int(),
    /** What room was taken for, until it is announced: seconds at most. */
    taking: z.array(z.object({ media_id: objectId, size: z.int(), at: date })),
    counted_at: date,
  },
  { indexes: [{ key: { counted_at: 1, _id: 1 }, serves: 'recompute-media-usage' }], shard_key: { _id: 'hashed' } },
)

/** What carries which medium. */
export const MediaUses = collection(
  'media_uses',
  { _id: objectId, media_id: objectId, subject_type: z.string(), subject_id: objectId },
  {
    indexes: [
      { key: { media_id: 1, subject_type: 1, subject_id: 1 }, unique: true, serves: 'delete-media: uses; get-media: what it hangs on' },
      { key: { subject_type: 1, subject_id: 1 }, serves: 'release-media' },
    ],
    shard_key: { media_id: 1 },
  },
)

/** What was removed of deleted media, by the medium's id: the proof that nothing was kept. Written when nothing was left. */
export const MediaDeletions = collection(
  'media_deletions',
  {
    _id: objectId,
    owner_id: objectId,
    /** Of its upload, its files, and whatever else was found of it. */
    keys: z.array(z.string()),
    /** Where some of them were served to everyone. */
    addresses: z.array(z.string()),
    /** The upload in parts that was ended with it. */
    multipart_id: z.string().nullable(),
    removed_at: date,
  },
  { shard_key: { _id: 'hashed' } },
)

export type MediaDocument = DocumentOf<typeof Media>
export type Taking = DocumentOf<typeof MediaUsage>['taking'][number]
export type MediaFile = MediaDocument['files'][number]

/** The folders that a medium's files are in, or come to. */
export function foldersOf({ folder, moving_to }: Pick<MediaDocument, 'folder' | 'moving_to'>): string[] {
  return [folder, moving_to].filter((place) => place !== null)
}

/** Whether a medium's files are on their way, or will be at once, to where its visibility wants them. */
export function isMoving({ folder, visibility, moving_to }: Pick<MediaDocument, 'folder' | 'visibility' | 'moving_to'>): boolean {
  return moving_to !== null || folder?.startsWith(`${visibility}/`) === false
}

/** The keys of a medium's files. */
export function keysOf(medium: Pick<MediaDocument, 'folder' | 'moving_to' | 'files'>): string[] {
  return foldersOf(medium).flatMap((place) => medium.files.map(({ name }) => `${place}/${name}`))
}

/** Whose upload a key under quarantine is. */
export function mediumOf(uploadKey: string): string | undefined {
  return /^quarantine\/([0-9a-f]{24})\//.exec(uploadKey)?.[1]
}

/** The part of a folder that says who may read it. */
export function isServedPublicly({ folder, visibility }: Pick<MediaDocument, 'folder' | 'visibility'>): boolean {
  return visibility === 'public' && folder !== null && folder.startsWith('public/')
}

export interface Use {
  readonly subject_type: string
  readonly subject_id: ObjectId
}

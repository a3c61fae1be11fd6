import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { id, listQuery, page } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { altText, Media, UploadInstructions, uploadFields } from './schemas.ts'
import { acceptedTypes, largestSize, mediaTypes } from './types.ts'

export { Media } from './schemas.ts'

/** A medium became ready, was rejected, or is served at another address. */
export const mediaChanged = event('media.changed', { media_id: id, owner_id: id })

export const mediaVisibilityChanged = event('media.visibility_changed', { media_id: id })

/** What carried media is gone, and lets go of them. */
export const mediaReleased = event('media.released', { subject_type: z.string(), subject_id: id })

/** `keys` are those of its upload and of its files. */
export const mediaDeleted = event('media.deleted', {
  media_id: id,
  owner_id: id,
  keys: z.array(z.string()),
  upload_key: z.string(),
  multipart_id: z.string().nullable(),
})

/** An upload came to nothing, or is smaller than it was announced: its owner has more room. */
export const mediaFreed = event('media.freed', { media_id: id, owner_id: id })

/** A video is ready, or was moved, and no frame of it is its thumbnail yet. */
export const videoFrameWanted = event('media.frame_wanted', { media_id: id })

export const createMedia = endpoint({
  id: 'create-media',
  method: 'POST',
  path: '/v1/media',
  summary: 'Announce a file and get the way to upload it',
  description: 'Files above 100 MB are uploaded in parts. What the bytes are is found out when they have come; the medium is then ready or rejected.',
  auth: 'user',
  body: z.strictObject(uploadFields).superRefine(({ purpose, content_type, size }, ctx) => {
    const most = largestSize(purpose, acceptedTypes[content_type].type)
    if (most === 0) ctx.addIssue({ code: 'custom', path: ['content_type'], message: `does not fit the purpose ${purpose}` })
    else if (size > most) ctx.addIssue({ code: 'custom', path: ['size'], message: `must be at most ${most}` })
  }),
  response: { 201: z.object({ media: Media, upload: UploadInstructions }) },
  problems: { media_quota_exceeded: 409 },
  uses: ['media'],
  limit: { per: 'user', max: 300, window_seconds: 300 },
})

const partFields = { part_number: z.int().min(1).max(10_000), etag: z.string().min(1).max(100) }

export const getUpload = endpoint({
  id: 'get-upload',
  method: 'GET',
  path: '/v1/media/{media_id}/upload',
  summary: 'Where an upload of yours stands, and new addresses to go on with it',
  description: 'For an upload that was interrupted, or whose addresses have expired. Parts that have come need not be sent again.',
  auth: 'user',
  response: { 200: z.object({ media: Media, upload: UploadInstructions, uploaded_parts: z.array(z.object(partFields)) }) },
  problems: { media_not_found: 404, forbidden: 403, already_uploaded: 409, upload_gone: 409 },
  uses: ['media'],
})

export const completeMedia = endpoint({
  id: 'complete-media',
  method: 'POST',
  path: '/v1/media/{media_id}/complete',
  summary: 'Say that all parts of a file are uploaded',
  auth: 'user',
  body: z.strictObject({ parts: z.array(z.strictObject(partFields)).min(1).max(10_000) }),
  response: { 200: Media },
  problems: { media_not_found: 404, forbidden: 403, invalid_part: 409, not_multipart: 409, upload_gone: 409 },
  uses: ['media'],
})

export const getMedia = endpoint({
  id: 'get-media',
  method: 'GET',
  path: '/v1/media/{media_id}',
  summary: 'A medium: a public one, your own, or one that hangs on what you may see',
  auth: 'user',
  response: { 200: Media },
  problems: { media_not_found: 404 },
  uses: ['media-links'],
})

export const listMyMedia = endpoint({
  id: 'list-my-media',
  method: 'GET',
  path: '/v1/me/media',
  summary: 'Your own media, the latest first',
  auth: 'user',
  query: listQuery({ type: z.enum(mediaTypes).optional() }),
  response: { 200: page(Media) },
  uses: ['media-links'],
})

export const updateMedia = endpoint({
  id: 'update-media',
  method: 'PATCH',
  path: '/v1/media/{media_id}',
  summary: 'Describe a medium in words, or change who may see it',
  description: 'What is made private leaves its address within seconds.',
  auth: 'user',
  body: z.strictObject({ alt_text: altText.optional(), visibility: z.enum(['public', 'private']).optional() }),
  response: { 200: Media },
  problems: { media_not_found: 404, forbidden: 403 },
  emits: [mediaVisibilityChanged],
  uses: ['media-links'],
})

export const deleteMedia = endpoint({
  id: 'delete-media',
  method: 'DELETE',
  path: '/v1/media/{media_id}',
  summary: 'Delete a medium that nothing carries, or stop its upload',
  description: 'Where something carries it, `uses` names what.',
  auth: 'user',
  response: { 204: null },
  problems: { media_not_found: 404, forbidden: 403, media_in_use: 409 },
  emits: [mediaDeleted],
})

export const processUpload = worker({
  id: 'process-upload',
  summary: 'Judges an upload by its bytes, cleans it and makes what is served of it',
  on: [],
  uploads: 'quarantine/',
  emits: [mediaChanged, mediaVisibilityChanged, mediaFreed, videoFrameWanted],
  uses: ['media', 'picture-decoder'],
  batch: { size: 1, window_seconds: 0 },
  concurrency: 4,
  memory_mb: 1024,
  timeout_seconds: 240,
  disk_mb: 1024,
  max_receives: 4,
  impact: 'Uploads stay in processing: articles, comments and profiles show no new pictures.',
})

export const moveMedia = worker({
  id: 'move-media',
  summary: 'Moves the files of a medium whose visibility was changed, so that old addresses end',
  on: [mediaVisibilityChanged],
  emits: [mediaChanged, videoFrameWanted],
  uses: ['media'],
  impact: 'Pictures that were made private can still be fetched by who knows their address.',
})

export const requestVideoFrame = worker({
  id: 'request-video-frame',
  summary: 'Has a frame looked for that shows what is in a new video',
  on: [videoFrameWanted],
  uses: ['video-frames'],
  // A message that failed comes again after six times as long: within the minute for which the first request is known.
  timeout_seconds: 9,
  impact: 'New videos are shown by the cover that they bring, or by a neutral picture.',
})

export const takeVideoFrame = worker({
  id: 'take-video-frame',
  summary: 'Makes the frame that was found in a video its thumbnail',
  on: [],
  jobs: 'video-frames',
  emits: [mediaChanged, videoFrameWanted],
  uses: ['media', 'picture-decoder'],
  batch: { size: 1, window_seconds: 0 },
  timeout_seconds: 60,
  impact: 'New videos are shown by the cover that they bring, or by a neutral picture, though a frame of them was found.',
})

export const releaseMedia = worker({
  id: 'release-media',
  summary: 'Deletes the media that hung on nothing but what was deleted',
  on: [mediaReleased],
  emits: [mediaDeleted],
  impact: 'Pictures of deleted articles and comments are kept until they are swept.',
})

export const removeMediaFiles = worker({
  id: 'remove-media-files',
  summary: 'Removes the files of deleted media, and keeps a record of it',
  on: [mediaDeleted],
  uses: ['media'],
  impact: 'Files of deleted media are kept, and public ones can still be fetched.',
})

export const recountMediaUsage = worker({
  id: 'recount-media-usage',
  summary: 'Gives people room back for what was deleted or refused',
  on: [mediaDeleted, mediaFreed],
  batch: { size: 100, window_seconds: 1 },
  impact: 'People who deleted files are still told that they have no room for others.',
})

export const recomputeMediaUsage = schedule({
  id: 'recompute-media-usage',
  summary: 'Counts again how much room people’s uploads take',
  expression: 'rate(1 hour)',
  timeout_seconds: 300,
  impact: 'A wrong count of what someone has uploaded stays wrong, and may keep them from uploading.',
})

export const removeUnusedMedia = schedule({
  id: 'remove-unused-media',
  summary: 'Deletes media that for 24 hours nothing carried, and uploads that never came',
  expression: 'rate(1 hour)',
  emits: [mediaDeleted],
  impact: 'Files that nobody uses pile up and cost money.',
})

import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import { publicAddress } from '../../shared/media/addresses.ts'
import type { Db } from '../../shared/store/database.ts'
import type { Media as MediaSchema } from './contract.ts'
import { isServedPublicly, Media, type MediaDocument, type MediaFile } from './model.ts'

export type PresentedMedia = z.output<typeof MediaSchema>

/**
 * Media as clients get them, by id in hex; those that are gone are missing. One read, however many. Whoever calls has
 * checked that the viewer may see what they hang on: private ones come with links that anyone can follow for minutes.
 */
export async function presentMedia(db: Db, ids: readonly ObjectId[]): Promise<Map<string, PresentedMedia>> {
  if (ids.length === 0) return new Map()
  const found = await db.find(Media, { _id: { $in: [...ids] } })
  const presented = await Promise.all(found.map(presentMedium))
  return new Map(presented.map((medium) => [medium.id.toHexString(), medium]))
}

/** A medium as clients get it. */
export async function presentMedium(medium: MediaDocument): Promise<PresentedMedia> {
  const isReady = medium.status === 'ready'
  const addressed = isReady ? await Promise.all(medium.files.map(async (file) => ({ file, url: await addressOf(medium, file) }))) : []
  const urlOf = (role: MediaFile['role']) => addressed.find(({ file }) => file.role === role)?.url ?? null
  const { width, height, duration, blurhash, dominant_color, thumbnail_source } = medium
  return {
    id: medium._id,
    filename: medium.filename,
    type: medium.type,
    content_type: medium.content_type,
    size: medium.size,
    status: medium.status,
    rejection_reason: medium.rejection_reason,
    purpose: medium.purpose,
    url: urlOf('original'),
    thumbnail_url: urlOf('thumbnail'),
    variants: addressed.flatMap(({ file: { role, width, height, content_type }, url }) =>
      role === 'variant' && width !== null && height !== null ? [{ url, width, height, content_type }] : [],
    ),
    ...(isReady ? { width, height, duration, blurhash, dominant_color, thumbnail_source } : unknownYet),
    alt_text: medium.alt_text,
    visibility: medium.visibility,
    uploaded_by: medium.owner_id,
    uploaded_at: medium.created_at,
  }
}

const unknownYet = { width: null, height: null, duration: null, blurhash: null, dominant_color: null, thumbnail_source: null }

/** The lasting address of a picture's smallest form; null until it is ready, and where not everyone may see it. */
export async function lastingThumbnail(db: Db, id: ObjectId): Promise<string | null> {
  const medium = await db.get(Media, id)
  if (medium?.status !== 'ready' || !isServedPublicly(medium)) return null
  const file = medium.files.find(({ role }) => role === 'thumbnail')
  return file ? publicAddress(`${medium.folder}/${file.name}`) : null
}

async function addressOf(medium: MediaDocument, { name }: MediaFile): Promise<string> {
  const key = `${medium.folder}/${name}`
  if (isServedPublicly(medium)) return publicAddress(key)
  // Loaded for the first private medium: most answers hold none.
  const { signLink } = await import('../../shared/media/sign-link.ts')
  return signLink(key)
}

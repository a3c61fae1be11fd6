import type { Db } from '../../shared/store/database.ts'
import { presentMedia } from '../media/public.ts'
import type { RevisionDocument } from './model.ts'

type Presented = Awaited<ReturnType<typeof presentMedia>>

/** Revisions with the picture that each had, where it is still there. One read, however many. */
export async function presentRevisions(db: Db, revisions: readonly RevisionDocument[]) {
  const media = await presentMedia(db, revisions.flatMap(({ featured_media_id }) => featured_media_id ?? []))
  return revisions.map((revision) => withPicture(revision, media))
}

export async function presentRevision(db: Db, revision: RevisionDocument) {
  const { featured_media_id } = revision
  return withPicture(revision, await presentMedia(db, featured_media_id ? [featured_media_id] : []))
}

function withPicture(revision: RevisionDocument, media: Presented) {
  const hex = revision.featured_media_id?.toHexString()
  return { ...revision, featured_image: hex === undefined ? null : (media.get(hex) ?? null) }
}

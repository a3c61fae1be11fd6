import type { ObjectId } from 'mongodb'
import type { Problem } from '../../shared/contract/problems.ts'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { hiddenUsers } from '../graph/public.ts'
import { subjects } from '../subjects.ts'
import { Media, type MediaDocument, MediaUses } from './model.ts'

const mostUses = 100

/** A medium, if it is there and the viewer may see it: it is public, their own, or hangs on something they may see. */
export async function findVisible(db: Db, id: ObjectId, viewer: NonNullable<Viewer>): Promise<MediaDocument | undefined> {
  const medium = await db.get(Media, id)
  if (!medium || medium.owner_id.equals(viewer.id)) return medium ?? undefined
  if ((await hiddenUsers(db, viewer.id, [medium.owner_id])).size > 0) return undefined
  if (medium.visibility === 'public' && medium.status === 'ready') return medium
  return (await hangsOnVisible(db, id, viewer)) ? medium : undefined
}

/** The caller's own medium. What they may not even see is not there for them. */
export async function findOwn(
  db: Db,
  id: ObjectId,
  user: NonNullable<Viewer>,
  problem: (code: 'media_not_found' | 'forbidden') => Problem,
): Promise<MediaDocument> {
  const medium = await findVisible(db, id, user)
  if (!medium) throw problem('media_not_found')
  if (!medium.owner_id.equals(user.id)) throw problem('forbidden')
  return medium
}

async function hangsOnVisible(db: Db, media_id: ObjectId, viewer: Viewer): Promise<boolean> {
  const uses = await db.find(MediaUses, { media_id }, { limit: mostUses })
  const visible = await Promise.all(
    Array.from(Map.groupBy(uses, ({ subject_type }) => subject_type), async ([type, group]) => {
      const subject = subjects.find((candidate) => candidate.type === type)
      const seen = await subject?.load(db, group.map(({ subject_id }) => subject_id), viewer)
      return seen !== undefined && seen.size > 0
    }),
  )
  return visible.includes(true)
}

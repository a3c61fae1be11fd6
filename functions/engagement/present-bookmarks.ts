import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { subjectOf } from '../subjects.ts'
import type { Bookmark } from './contract.ts'
import type { Edge } from './model.ts'

type PresentedBookmark = z.output<typeof Bookmark>

/** Bookmarks with what they are of, in the order given; `undefined` for one of what the viewer may not see. */
export async function presentBookmarks(
  db: Db,
  bookmarks: readonly Edge[],
  viewer: Viewer,
): Promise<(PresentedBookmark | undefined)[]> {
  const byType = Map.groupBy(bookmarks, ({ subject_type }) => subject_type)
  const presented = new Map(
    await Promise.all(
      Array.from(byType, async ([type, kept]) => {
        const ids = kept.map(({ subject_id }) => subject_id)
        return [type, await subjectOf(type).present(db, ids, viewer)] as const
      }),
    ),
  )
  return bookmarks.map(({ subject_type, subject_id, at }) => {
    const subject = presented.get(subject_type)?.get(subject_id.toHexString())
    return subject === undefined ? undefined : ({ subject_type, subject_id, subject, bookmarked_at: at } as PresentedBookmark)
  })
}

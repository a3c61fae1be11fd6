import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { Bookmarks, type Edge, Likes } from './model.ts'
import { subjectTypes } from './subject-types.ts'

/** What a viewer did to subjects of one type, as sets of ids in hex. */
export interface ViewerMarks {
  readonly liked: ReadonlySet<string>
  readonly bookmarked: ReadonlySet<string>
}

/** Nothing of anything. */
export const unmarked: ViewerMarks = { liked: new Set(), bookmarked: new Set() }

/** Which of `ids` the viewer likes and keeps. Two reads, none for nobody. */
export async function viewerMarks(db: Db, viewer: Viewer, type: string, ids: readonly ObjectId[]): Promise<ViewerMarks> {
  const marked = async (edges: typeof Likes, types: readonly string[]) => {
    if (!viewer || ids.length === 0 || !types.includes(type)) return new Set<string>()
    const filter = { subject_type: type, subject_id: { $in: [...ids] }, user_id: viewer.id }
    const found: Edge[] = await db.find(edges, filter, { fields: { subject_id: 1 } })
    return new Set(found.map(({ subject_id }) => subject_id.toHexString()))
  }
  const [liked, bookmarked] = await Promise.all([marked(Likes, subjectTypes.likes), marked(Bookmarks, subjectTypes.bookmarks)])
  return { liked, bookmarked }
}

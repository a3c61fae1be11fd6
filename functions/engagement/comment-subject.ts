import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { Subject, Viewer } from '../../shared/subjects.ts'
import { firstLine } from '../../shared/text/first-line.ts'
import { withoutHidden } from '../graph/public.ts'
import { Comments } from './model.ts'
import { presentComments } from './present-comments.ts'

/**
 * Comments as something to engage with: until they are deleted they are seen by who sees what they are on, unless a
 * block parts them from the author. `subjectOf` finds the kinds of things that comments are on.
 */
export function commentSubject(subjectOf: (type: string) => Subject): Subject {
  const visible = async (db: Db, ids: readonly ObjectId[], viewer: Viewer) => {
    const found = await db.find(Comments, { _id: { $in: [...ids] }, is_deleted: false })
    const comments = await withoutHidden(db, viewer?.id, found, ({ user_id }) => user_id)
    const byType = Map.groupBy(comments, ({ subject_type }) => subject_type)
    const visible = await Promise.all(
      Array.from(byType, async ([type, group]) => {
        const subjects = await subjectOf(type).load(db, group.map(({ subject_id }) => subject_id), viewer)
        return group.filter(({ subject_id }) => subjects.has(subject_id.toHexString()))
      }),
    )
    return visible.flat()
  }
  return {
    type: 'comments',
    collection: Comments,
    counts: ['likes'],
    load: async (db, ids, viewer) => {
      const comments = await visible(db, ids, viewer)
      return new Map(
        comments.map(({ _id, user_id, content }) => [_id.toHexString(), { id: _id, owner_id: user_id, title: firstLine(content) }]),
      )
    },
    present: async (db, ids, viewer) => {
      const comments = await presentComments(db, await visible(db, ids, viewer), viewer)
      return new Map(comments.map((comment) => [comment.id.toHexString(), comment]))
    },
  }
}

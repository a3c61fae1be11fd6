import type { ObjectId } from 'mongodb'
import type { Collection } from './store/collection.ts'
import type { Db } from './store/database.ts'
import type { Role } from './contract/roles.ts'

/** Who looks: the caller, or nobody in particular. */
export type Viewer = { readonly id: ObjectId; readonly role: Role } | undefined

/** A thing that can be liked, commented, shared, viewed, bookmarked, reported and counted, as one viewer may see it. */
export interface SubjectView {
  readonly id: ObjectId
  readonly owner_id: ObjectId
  /** A short name in plain text, for lists and sentences. */
  readonly title: string
}

/**
 * A kind of thing that engagement, moderation and analytics work on. A domain offers one for each of its types in its
 * `public.ts`; `functions/subjects.ts` lists them.
 */
export interface Subject {
  /** The plural path word: `articles`. */
  readonly type: string
  /** Where its documents are; each carries `counts`. */
  readonly collection: Collection
  /** The fields of `counts` that are kept for it, of those that edges are counted into. */
  readonly counts: readonly CountName[]
  /**
   * The count by which its lists are sorted. They read it from `popularity`, a field beside `counts` that follows after
   * each batch: in the transaction of the counts an indexed field would cost more than all of them together.
   */
  readonly popular_by?: CountName
  /** Those of `ids` that the viewer may see, by id in hex. One query, however many. */
  load(db: Db, ids: readonly ObjectId[], viewer: Viewer): Promise<Map<string, SubjectView>>
  /** The same as clients get them, for lists of mixed types. */
  present(db: Db, ids: readonly ObjectId[], viewer: Viewer): Promise<Map<string, unknown>>
}

/** What is counted on a subject, under `counts`; reposts on posts alone. */
export const countNames = ['views', 'unique_views', 'likes', 'comments', 'shares', 'bookmarks'] as const
export type CountName = (typeof countNames)[number] | 'reposts'

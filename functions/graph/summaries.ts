import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { summarize } from '../profiles/public.ts'
import { withoutHidden } from './blocking.ts'

/** How those of `ids` are named whom a block does not hide from the viewer, by id in hex. */
export async function summariesOf(db: Db, ids: readonly ObjectId[], viewer: ObjectId | undefined) {
  return summarize(db, await withoutHidden(db, viewer, ids, (id) => id), viewer)
}

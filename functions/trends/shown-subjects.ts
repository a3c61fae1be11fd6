import { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { Subject, Viewer } from '../../shared/subjects.ts'
import type { Entry } from './kind.ts'

/**
 * What is for everyone and for this viewer too, by id in hex, as clients get things of the subject's type (`Item`): nothing
 * private is shown to its friends here.
 */
export async function shownSubjects<Item>(db: Db, subject: Subject, entries: readonly Entry[], viewer: Viewer): Promise<Map<string, Item>> {
  const ids = entries.map(({ key }) => new ObjectId(key))
  const [seenByAll, presented] = await Promise.all([subject.load(db, ids, undefined), subject.present(db, ids, viewer)])
  return new Map(Array.from(presented as Map<string, Item>).filter(([key]) => seenByAll.has(key)))
}

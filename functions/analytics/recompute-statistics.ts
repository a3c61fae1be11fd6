import type { ObjectId } from 'mongodb'
import { schedule } from '../../shared/runtime/schedule.ts'
import type { Collection, DocumentOf } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { Articles, Categories, Tags } from '../articles/public.ts'
import { Comments } from '../engagement/public.ts'
import { Inboxes, recountUnread } from '../notifications/public.ts'
import { Users } from '../profiles/public.ts'
import { subjects } from '../subjects.ts'
import { recomputeStatistics } from './contract.ts'
import { Recomputations } from './model.ts'
import { type Counted, type Recount, recountProfiles, recountReplies, recountSubjects } from './recount.ts'
import { addMissingTags, recountCategories, recountTags } from './recount-taxonomy.ts'
import { actsUnderWay } from './under-way.ts'

type Run = DocumentOf<typeof Recomputations>

/** What is recounted for the documents of one collection. */
interface Pass {
  readonly name: string
  readonly of: Collection
  readonly where?: Readonly<Record<string, unknown>>
  readonly recount: Recount
}

const pageSize = 50
const mostUnderWay = 10_000
// Leaves time for the page that is under way when it is over.
const budgetMs = 240_000

const passes: readonly Pass[] = [
  ...subjects.map(({ type, collection }) => ({
    name: type,
    of: collection,
    // A deleted comment keeps its place, and nobody sees its likes: they are removed without being taken off.
    where: type === 'comments' ? { is_deleted: false } : {},
    recount: recountSubjects(type),
  })),
  { name: 'replies', of: Comments, recount: recountReplies },
  { name: 'users', of: Users, recount: recountProfiles },
  { name: 'categories', of: Categories, recount: recountCategories },
  { name: 'untold tags', of: Articles, where: { status: 'published' }, recount: addMissingTags },
  { name: 'tags', of: Tags, recount: recountTags },
  { name: 'inboxes', of: Inboxes, recount: (db, documents) => recountUnread(db, documents.map(({ _id }) => _id)) },
]

/**
 * Recounts everything in ranges of ids and repairs what differs, each page in one snapshot and one transaction. What a
 * run does not finish the next one goes on with.
 */
export const handler = schedule(recomputeStatistics, async ({ db, now, newId, transaction }) => {
  const begun = performance.now()
  const elapsed = () => Math.round(performance.now() - begun)
  let run = (await unfinished(db)) ?? (await db.insert(Recomputations, newRun(newId(), now)))
  for (let going = true; run.position && going && elapsed() < budgetMs; ) {
    const at: Run = run
    const next = await transaction((snapshot) => recountPage(snapshot, at, now))
    going = next !== null
    run = next ?? run
  }
  const { _id, started_at, rows_checked, drift_found, drift_repaired, position } = run
  if (!position) {
    const finished_at = new Date(now.getTime() + elapsed())
    await db.update(Recomputations, _id, { finished_at, duration_ms: finished_at.getTime() - started_at.getTime() })
  }
  return { rows_checked, drift_found, drift_repaired }
})

async function unfinished(db: Db): Promise<Run | undefined> {
  const [latest] = await db.find(Recomputations, {}, { sort: { _id: -1 }, limit: 1 })
  return latest?.finished_at === null ? latest : undefined
}

function newRun(_id: ObjectId, started_at: Date): Run {
  const position = passes[0] ? { pass: passes[0].name, after: null } : null
  return { _id, started_at, finished_at: null, rows_checked: 0, drift_found: 0, drift_repaired: 0, duration_ms: 0, position }
}

/** Recounts one page and moves the run on, together; `null` when too much is under way to do so now. */
async function recountPage(db: Db, { _id, position }: Run, now: Date): Promise<Run | null> {
  const underWay = await actsUnderWay(db, mostUnderWay)
  const at = Math.max(0, passes.findIndex(({ name }) => name === position?.pass))
  const pass = passes[at]
  if (!underWay || !pass) return null
  const documents = await db.aggregate<Counted>(pass.of, [
    { $match: { ...pass.where, tombstone: { $exists: false }, ...(position?.after && { _id: { $gt: position.after } }) } },
    { $sort: { _id: 1 } },
    { $limit: pageSize },
    { $project: { counts: 1 } },
  ])
  const wrong = documents.length > 0 ? await pass.recount(db, documents, underWay, now) : 0
  const last = documents.length === pageSize ? documents.at(-1) : undefined
  const following = passes[at + 1]
  const next = last ? { pass: pass.name, after: last._id } : following ? { pass: following.name, after: null } : null
  return db.update(Recomputations, _id, {
    $inc: { rows_checked: documents.length, drift_found: wrong, drift_repaired: wrong },
    $set: { position: next },
  })
}

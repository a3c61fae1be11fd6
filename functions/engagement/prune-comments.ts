import type { ObjectId } from 'mongodb'
import { schedule } from '../../shared/runtime/schedule.ts'
import type { Db } from '../../shared/store/database.ts'
import { pruneComments } from './contract.ts'
import { type CommentDocument, Comments } from './model.ts'

const hourMs = 3_600_000
const pageSize = 200
const pagesPerRun = 50

type Deleted = Pick<CommentDocument, '_id' | 'parent_id' | 'updated_at'>

const fields = { parent_id: 1, updated_at: 1 } as const

/**
 * Takes away what was deleted in the last days and has no answers. Nobody sees these comments any more, but every list
 * has to pass over them. An hour after the deletion no answer can be on its way that was begun before it.
 */
export const handler = schedule(pruneComments, async ({ db, now }) => {
  const until = new Date(now.getTime() - hourMs)
  let from = new Date(now.getTime() - 72 * hourMs)
  let comments_pruned = 0
  for (let page = 0; page < pagesPerRun; page += 1) {
    const filter = { is_deleted: true, updated_at: { $gte: from, $lt: until } }
    const deleted = await db.find(Comments, filter, { fields, sort: { updated_at: 1, _id: 1 }, limit: pageSize })
    comments_pruned += await prune(db, deleted, until)
    const last = deleted.at(-1)
    if (!last || deleted.length < pageSize) break
    from = last.updated_at
  }
  return { comments_pruned }
})

/** With the last answer to a deleted comment that comment goes, too, and so on up the thread. */
async function prune(db: Db, deleted: readonly Deleted[], until: Date): Promise<number> {
  let pruned = 0
  for (let candidates = deleted; candidates.length > 0; ) {
    const answered = await answeredAmong(db, candidates)
    const leaves = candidates.filter(({ _id }) => !answered.has(_id.toHexString()))
    for (const { _id } of leaves) if (await db.remove(Comments, _id)) pruned += 1
    const parents = leaves.flatMap(({ parent_id }) => parent_id ?? [])
    candidates = await db.find(Comments, { _id: { $in: parents }, is_deleted: true, updated_at: { $lt: until } }, { fields })
  }
  return pruned
}

async function answeredAmong(db: Db, comments: readonly Deleted[]): Promise<Set<string>> {
  const answered = await db.aggregate<{ _id: ObjectId }>(Comments, [
    { $match: { parent_id: { $in: comments.map(({ _id }) => _id) } } },
    { $group: { _id: '$parent_id' } },
  ])
  return new Set(answered.map(({ _id }) => _id.toHexString()))
}

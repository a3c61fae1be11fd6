import type { Filter } from 'mongodb'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Collection, StoredDocument } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { postRemovalContinued, removePostTraces } from './contract.ts'
import { PollVotes, PostEdits, Posts, Reposts } from './model.ts'

const pageSize = 500

/**
 * Removes what a deleted post leaves, a page of each kind at a time. A repost looks again whether its post is there:
 * one that was written at the moment of the deletion would otherwise stay.
 */
export const handler = eachEvent(removePostTraces, async ({ event, db }) => {
  const { post_id } = event.data
  if (event.type === 'repost.created' && (await db.get(Posts, post_id, { fields: { _id: 1 } }))) return
  const reposts = await pageOf(db, Reposts, { subject_id: post_id })
  await db.removeMany(Posts, { _id: { $in: reposts } })
  await db.removeMany(Reposts, { _id: { $in: reposts } })
  const removed = [reposts.length, await removePage(db, PostEdits, { post_id }), await removePage(db, PollVotes, { post_id })]
  if (removed.includes(pageSize)) await db.emit([postRemovalContinued({ post_id })])
})

async function removePage<D extends StoredDocument>(db: Db, of: Collection<D>, filter: Filter<D>): Promise<number> {
  const page = await pageOf(db, of, filter)
  await db.removeMany(of, { _id: { $in: page } } as Filter<D>)
  return page.length
}

async function pageOf<D extends StoredDocument>(db: Db, of: Collection<D>, filter: Filter<D>): Promise<D['_id'][]> {
  return (await db.find(of, filter, { limit: pageSize, fields: { _id: 1 } as never })).map(({ _id }) => _id)
}

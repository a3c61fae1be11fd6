import type { ObjectId } from 'mongodb'
import type { BatchContext } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { Comments } from '../engagement/public.ts'
import { notificationSubjectGone, type notifyUsers } from './contract.ts'
import { decide } from './decide.ts'
import { applyDecisions } from './entries.ts'
import { claimInboxes } from './inbox.ts'
import { claimLanes } from './lanes.ts'
import { withdrawalKey, Withdrawals } from './model.ts'
import { likedComments, type Reading, readEvents, type RootOf } from './outcomes.ts'

/**
 * Tells people what others did to their things, and takes back what was undone: one change to an entry for each batch.
 * It runs in a transaction and comes out right beside another one over the same inboxes.
 */
export async function tellUsers({ events, db, now, newId }: BatchContext<typeof notifyUsers>): Promise<void> {
  // Pages of fan-outs go on committing, so that there is the less to meet the sooner this is done.
  await claimLanes(db, events.flatMap(authorOfFannedOut), now)
  const reading = readEvents(events, await loadRoots(db, likedComments(events)))
  const decisions = await decide(db, reading, now)
  const concerned = [...decisions.tell, ...decisions.takeBack].map(({ recipient_id }) => recipient_id)
  const inboxes = await claimInboxes(db, [...reading.owners, ...concerned])
  await applyDecisions({ db, now, newId, inboxes }, decisions)

  const { withdrawn } = reading
  await db.bulk(
    Withdrawals,
    withdrawn.map(({ type, id }) => ({
      updateOne: { filter: { _id: withdrawalKey(type, id) }, update: { $setOnInsert: { at: now } }, upsert: true },
    })),
  )
  await db.emit(withdrawn.flatMap(goneWith))
}

/** What entries about a thing, or all of one type, go with a withdrawal. Nothing is about a follow or a like. */
function goneWith({ type, id }: Reading['withdrawn'][number]) {
  if (type === 'publications') return [notificationSubjectGone({ subject_type: 'articles', subject_id: id, type: 'article_published' })]
  if (type === 'comments' || type === 'articles' || type === 'posts') return [notificationSubjectGone({ subject_type: type, subject_id: id, type: null })]
  return []
}

/** Whose fan-out an event ends. */
function authorOfFannedOut({ type, data }: BatchContext<typeof notifyUsers>['events'][number]): ObjectId[] {
  return type === 'article.unpublished' || type === 'article.deleted' ? [data.author_id] : []
}

async function loadRoots(db: Db, comment_ids: readonly ObjectId[]): Promise<RootOf> {
  if (comment_ids.length === 0) return () => undefined
  const comments = await db.find(Comments, { _id: { $in: [...comment_ids] }, is_deleted: false })
  const roots = new Map(comments.map(({ _id, subject_type, subject_id, owner_id }) => [
    _id.toHexString(),
    { root_type: subject_type, root_id: subject_id, owner_id },
  ]))
  return (comment_id) => roots.get(comment_id.toHexString())
}

import type { Filter, ObjectId } from 'mongodb'
import { eventBatch } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { partingContinued, partNotifications } from './contract.ts'
import { applyDecisions } from './entries.ts'
import type { ToldAct } from './decide.ts'
import { claimInboxes, fannedOut } from './inbox.ts'
import { claimLanes } from './lanes.ts'
import { type Entry, NotificationActs, NotificationEntries } from './model.ts'

const pageSize = 100

type Pair = readonly [ObjectId, ObjectId]

/**
 * Takes back one page of what two people were told of each other, and comes back for the next. Inboxes and lanes of both are
 * claimed, so that whoever tells one of them meanwhile starts again and meets the block.
 */
export const handler = eventBatch(partNotifications, async ({ events, db, now, newId }) => {
  for (const { data } of events) {
    const pair = [data.blocker_id, data.blocked_id] as const
    const inboxes = await claimInboxes(db, pair)
    await claimLanes(db, pair, now)
    const takeBack = await actsBetween(db, pair)
    await applyDecisions({ db, now, newId, inboxes }, { tell: [], takeBack, dismissed: [], confirmed: [] })
    const removed = await removeFannedOut(db, pair)
    if (takeBack.length === pageSize || removed === pageSize) await db.emit([partingContinued(data)])
  }
})

async function actsBetween(db: Db, [one, other]: Pair): Promise<ToldAct[]> {
  const between = [
    { recipient_id: one, actor_id: other },
    { recipient_id: other, actor_id: one },
  ]
  const acts = await db.find(NotificationActs, { $or: between, entry_id: { $ne: null } }, { limit: pageSize })
  return acts.flatMap(({ entry_id, ...act }) => (entry_id ? [{ ...act, entry_id }] : []))
}

/** Removes entries that one is alone behind and that no act is kept for. */
async function removeFannedOut(db: Db, [one, other]: Pair): Promise<number> {
  const from = (recipient_id: ObjectId, author: ObjectId): Filter<Entry> => ({ recipient_id, type: fannedOut, 'actors.user_id': author })
  const entries = await db.find(NotificationEntries, { $or: [from(one, other), from(other, one)] }, { fields: { recipient_id: 1 }, limit: pageSize })
  await db.bulk(NotificationEntries, entries.map(({ _id, recipient_id }) => ({ deleteOne: { filter: { _id, recipient_id } } })))
  return entries.length
}

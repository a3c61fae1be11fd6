import { eventBatch } from '../../shared/runtime/worker.ts'
import { notificationSubjectGone, notifyUsers } from './contract.ts'
import { decide } from './decide.ts'
import { applyDecisions } from './entries.ts'
import { claimInboxes } from './inbox.ts'
import { Withdrawals } from './model.ts'
import { readEvents, withdrawalKey } from './outcomes.ts'

/** Tells people what others did to their things, and takes back what was undone: one change to an entry for each batch. */
export const handler = eventBatch(notifyUsers, async ({ events, db, now, newId }) => {
  const reading = readEvents(events)
  const decisions = await decide(db, reading)
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
  // Nothing is about a like, so its end leaves no entries behind.
  const subjects = withdrawn.filter(({ type }) => type !== 'likes')
  await db.emit(subjects.map(({ type, id }) => notificationSubjectGone({ subject_type: type, subject_id: id })))
})

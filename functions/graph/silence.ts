import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Blocks, Mutes } from './model.ts'
import { inForce } from './muting.ts'

interface Hearing {
  readonly recipient_id: ObjectId
  readonly actor_id: ObjectId
}

/** Which of these recipients hear nothing of which actors: a block parts them, or the recipient mutes the actor. Two reads. */
export async function loadSilence(db: Db, hearings: readonly Hearing[], now: Date): Promise<(hearing: Hearing) => boolean> {
  if (hearings.length === 0) return () => false
  const byRecipient = Map.groupBy(hearings, ({ recipient_id }) => recipient_id.toHexString())
  const groups = Array.from(byRecipient.values(), (of) => ({ one: (of[0] as Hearing).recipient_id, others: of.map(({ actor_id }) => actor_id) }))
  const blocks = await db.find(Blocks, {
    $or: groups.flatMap(({ one, others }) => [
      { blocker_id: one, blocked_id: { $in: others } },
      { blocked_id: one, blocker_id: { $in: others } },
    ]),
  })
  const mutes = await db.find(Mutes, {
    $and: [{ $or: groups.map(({ one, others }) => ({ muter_id: one, muted_id: { $in: others } })) }, inForce(now)],
  })
  const silent = new Set([
    ...blocks.flatMap(({ blocker_id, blocked_id }) => [pairOf(blocker_id, blocked_id), pairOf(blocked_id, blocker_id)]),
    ...mutes.map(({ muter_id, muted_id }) => pairOf(muter_id, muted_id)),
  ])
  return ({ recipient_id, actor_id }) => silent.has(pairOf(recipient_id, actor_id))
}

function pairOf(recipient: ObjectId, actor: ObjectId): string {
  return `${recipient.toHexString()} ${actor.toHexString()}`
}

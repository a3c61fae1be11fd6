import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Follows, Mutes } from './model.ts'
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
  const bars = await db.find(
    Follows,
    { $or: groups.map(({ one, others }) => ({ follower_id: one, followee_id: { $in: others }, status: 'barred' as const })) },
    { fields: { follower_id: 1, followee_id: 1 } },
  )
  const mutes = await db.find(Mutes, {
    $and: [{ $or: groups.map(({ one, others }) => ({ muter_id: one, muted_id: { $in: others } })) }, inForce(now)],
  })
  const silent = new Set([
    ...bars.map(({ follower_id, followee_id }) => pairOf(follower_id, followee_id)),
    ...mutes.map(({ muter_id, muted_id }) => pairOf(muter_id, muted_id)),
  ])
  return ({ recipient_id, actor_id }) => silent.has(pairOf(recipient_id, actor_id))
}

function pairOf(recipient: ObjectId, actor: ObjectId): string {
  return `${recipient.toHexString()} ${actor.toHexString()}`
}

import { http } from '../../shared/runtime/http.ts'
import { endContacts, Users } from '../profiles/public.ts'
import { bar, followsBetween } from './bars.ts'
import { blockCreated, blockUser } from './contract.ts'
import { endOf } from './end-follow.ts'
import { Blocks } from './model.ts'
import { relationshipOf } from './relationship.ts'

/** Blocks someone, also one who blocks the caller, and ends what is between them. */
export const handler = http(blockUser, async ({ params: { user_id }, user, db, now, newId, problem }) => {
  if (user_id.equals(user.id)) throw problem('cannot_target_self')
  if (!(await db.get(Users, user_id, { fields: { _id: 1 } }))) throw problem('user_not_found')

  const edge = { blocker_id: user.id, blocked_id: user_id }
  const { inserted } = await db.insertOnce(Blocks, edge, { _id: newId(), ...edge, created_at: now })
  if (inserted) {
    const pair = [user.id, user_id] as const
    const ended = await followsBetween(db, pair)
    await bar(db, pair, now)
    await endContacts(db, pair)
    await db.emit([blockCreated(edge), ...ended.map(endOf)])
  }
  return relationshipOf(db, user.id, user_id, now)
})

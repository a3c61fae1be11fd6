import { http } from '../../shared/runtime/http.ts'
import { visibleUsers } from '../profiles/public.ts'
import { muteUser } from './contract.ts'
import { Mutes } from './model.ts'
import { relationshipOf } from './relationship.ts'

/** Mutes someone. Muting again changes only when it ends. */
export const handler = http(muteUser, async ({ params: { user_id }, body: { expires_in }, user, db, now, problem }) => {
  if (user_id.equals(user.id)) throw problem('cannot_target_self')
  const [found] = await visibleUsers(db, [user_id], user.id)
  if (!found) throw problem('user_not_found')

  const edge = { muter_id: user.id, muted_id: user_id }
  const expires_at = expires_in === undefined ? null : new Date(now.getTime() + expires_in * 1000)
  await db.removeMany(Mutes, { ...edge, expires_at: { $lte: now } })
  await db.update(Mutes, edge, { $set: { expires_at }, $setOnInsert: { created_at: now } }, { upsert: true })
  return relationshipOf(db, user.id, user_id, now)
})

import { http } from '../../shared/runtime/http.ts'
import { unmuteUser } from './contract.ts'
import { Mutes } from './model.ts'
import { relationshipOf } from './relationship.ts'

/** Mutes someone no longer; the answer is the same whether or not they were muted. */
export const handler = http(unmuteUser, async ({ params: { user_id }, user, db, now }) => {
  await db.remove(Mutes, { muter_id: user.id, muted_id: user_id })
  return relationshipOf(db, user.id, user_id, now)
})

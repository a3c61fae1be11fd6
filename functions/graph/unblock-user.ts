import { http } from '../../shared/runtime/http.ts'
import { endContacts } from '../profiles/public.ts'
import { bar, unbar } from './bars.ts'
import { blocksBetween } from './blocking.ts'
import { unblockUser } from './contract.ts'
import { Blocks } from './model.ts'
import { relationshipOf } from './relationship.ts'

/** Blocks someone no longer. They stay apart while the other blocks the caller. */
export const handler = http(unblockUser, async ({ params: { user_id }, user, db, now }) => {
  const removed = await db.remove(Blocks, { blocker_id: user.id, blocked_id: user_id })
  if (removed) {
    const pair = [user.id, user_id] as const
    const { blocked_by } = await blocksBetween(db, ...pair)
    // Barring again is a write too, so that of two who unblock each other at once the second sees what the first did.
    await (blocked_by ? bar(db, pair, now) : unbar(db, pair))
    // One that was added while the block came in has been out of sight since.
    await endContacts(db, pair)
  }
  return relationshipOf(db, user.id, user_id, now)
})

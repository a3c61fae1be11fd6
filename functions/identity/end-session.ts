import { http } from '../../shared/runtime/http.ts'
import { endSession, sessionEnded } from './contract.ts'
import { Sessions } from './model.ts'

/** Ends one of the caller's sessions: its refresh token at once, its access token when that expires. */
export const handler = http(endSession, async ({ params: { session_id }, user, db, now, problem }) => {
  const own = { _id: session_id, user_id: user.id, expires_at: { $gt: now } }
  const ended = await db.remove(Sessions, own, { emit: [sessionEnded({ user_id: user.id, session_id })] })
  if (!ended) throw problem('session_not_found')
})

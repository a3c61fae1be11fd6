import { ObjectId } from 'mongodb'
import { http } from '../../shared/runtime/http.ts'
import { logout, sessionEnded } from './contract.ts'
import { Sessions } from './model.ts'

/** Ends the session of the token that calls; it may have ended already, and other issuers' tokens have none. */
export const handler = http(logout, async ({ user, db }) => {
  if (user.session_id === undefined) return
  const session_id = new ObjectId(user.session_id)
  await db.remove(Sessions, { _id: session_id, user_id: user.id }, { emit: [sessionEnded({ user_id: user.id, session_id })] })
})

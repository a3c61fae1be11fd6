import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { refresh, sessionEnded } from './contract.ts'
import { Sessions } from './model.ts'
import { answer, gaveOut, readRefreshToken, renewSession } from './sessions.ts'

/** Exchanges a refresh token. One that was exchanged before is in two hands, so that its session ends. */
export const handler = http(refresh, async ({ body, request, db, aside, now, problem }) => {
  const token = readRefreshToken(body.refresh_token)
  const session = token && (await db.get(Sessions, token.session_id))
  if (!session || !(await gaveOut(session, token))) throw problem('invalid_refresh_token')

  const current = token.generation === session.generation
  const renewed = current ? await renewSession(db, session, request, now) : undefined
  const user = renewed && (await db.get(Users, renewed.user_id))
  if (renewed && user) return answer(db, user, renewed, now)

  // Outside the transaction that the refusal undoes.
  const { _id: session_id, user_id } = session
  await aside.remove(Sessions, session_id, { emit: [sessionEnded({ user_id, session_id })] })
  throw problem('invalid_refresh_token')
})

import { hashPassword } from '../../shared/auth/passwords.ts'
import { isWeak } from '../../shared/auth/weak-passwords.ts'
import { http, reply } from '../../shared/runtime/http.ts'
import { claimName, indexNames, newUser, Users } from '../profiles/public.ts'
import { register, userRegistered } from './contract.ts'
import { Credentials } from './model.ts'
import { openSession } from './sessions.ts'

/** Opens an account and its first session, all of it or nothing. */
export const handler = http(register, async ({ body, request, db, now, newId, problem }) => {
  if (await isWeak(body.password)) throw problem('weak_password')
  const { username, email, full_name = null } = body
  const user = newUser({ _id: newId(), username, email, full_name }, now)
  const password_hash = await hashPassword(body.password)

  await claimName(db, 'username', username, user._id, () => problem('username_taken'))
  await claimName(db, 'email', email, user._id, () => problem('email_taken'))
  await db.insert(Users, user, { emit: [userRegistered({ user_id: user._id, username })] })
  await indexNames(db, user)
  await db.insert(Credentials, { _id: user._id, password_hash, totp: null, pending_totp: null, updated_at: now })
  return reply(201, await openSession(db, { _id: newId(), user, origin: request, now }))
})

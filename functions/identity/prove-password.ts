import type { ObjectId } from 'mongodb'
import { hashPassword, isOutdated, verifyPassword } from '../../shared/auth/passwords.ts'
import type { Db } from '../../shared/store/database.ts'
import { findByName } from '../profiles/public.ts'
import { Credentials, type CredentialsDocument } from './model.ts'

/** Whose login this is: a username, or an e-mail address where it has an @. Both in lower case. */
export function findAccount(db: Db, login: string): Promise<ObjectId | undefined> {
  return findByName(db, login.includes('@') ? 'email' : 'username', login)
}

/**
 * An account's credentials for who knows its password, else `undefined`: after the same time whether or not there is
 * such an account. Makes a hash anew that was made with lower costs.
 */
export async function provePassword(
  db: Db,
  userId: ObjectId | undefined,
  password: string,
  now: Date,
): Promise<CredentialsDocument | undefined> {
  const credentials = userId ? await db.get(Credentials, userId) : null
  const hash = credentials?.password_hash
  const right = await verifyPassword(password, hash ?? undefined)
  if (!credentials || !hash || !right) return undefined
  if (await isOutdated(hash)) {
    const password_hash = await hashPassword(password)
    await db.update(Credentials, { _id: credentials._id, password_hash: hash }, { password_hash, updated_at: now })
  }
  return credentials
}

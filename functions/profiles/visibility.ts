import type { ObjectId } from 'mongodb'
import { runtimeProblem } from '../../shared/contract/problems.ts'
import type { Db } from '../../shared/store/database.ts'
import { withoutHidden } from '../graph/public.ts'
import { type UserDocument, Users } from './model.ts'

/** Those of `ids` whose profiles the viewer may see, in the order of `ids`. */
export async function visibleUsers(db: Db, ids: readonly ObjectId[], viewer: ObjectId | undefined): Promise<UserDocument[]> {
  if (ids.length === 0) return []
  const shown = await withoutHidden(db, viewer, ids, (id) => id)
  const users = await db.find(Users, { _id: { $in: shown } })
  const byId = new Map(users.map((user) => [user._id.toHexString(), user]))
  return shown.flatMap((id) => byId.get(id.toHexString()) ?? [])
}

/** The caller's own document. A token can outlive its account: then it is no longer valid. */
export async function ownAccount(db: Db, id: ObjectId): Promise<UserDocument> {
  const user = await db.get(Users, id)
  if (!user) throw runtimeProblem('invalid_token', { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
  return user
}

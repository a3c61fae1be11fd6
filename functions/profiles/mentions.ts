import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { withoutHidden } from '../graph/public.ts'
import { findByNames } from './names.ts'

export interface Mention {
  readonly user_id: ObjectId
  readonly username: string
}

/** The people whom an author names by their usernames in lower case, in that order, those aside from whom a block parts them. */
export async function mentionsOf(db: Db, usernames: readonly string[], author: ObjectId): Promise<Mention[]> {
  const found = await findByNames(db, 'username', usernames)
  const mentions = usernames.flatMap((username) => {
    const user_id = found.get(username)
    return user_id ? [{ user_id, username }] : []
  })
  return withoutHidden(db, author, mentions, ({ user_id }) => user_id)
}

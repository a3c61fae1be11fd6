import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { withoutHidden } from '../graph/public.ts'
import { findByNames } from '../profiles/public.ts'
import type { CommentDocument } from './model.ts'

const mostMentions = 20

// Not within a word of any script (an accent belongs to its letter, that of an emoji to none), an e-mail address or a link.
const mention = /(?<![\p{L}\p{N}_@/]\p{M}*)@([A-Za-z0-9_]{3,30})(?![\p{L}\p{M}\p{N}_@])/gu

/** The usernames that a text mentions, in lower case, each once and the first 20. */
export function mentionedNames(content: string): string[] {
  const names = Array.from(content.matchAll(mention), ([, name]) => (name as string).toLowerCase())
  return Array.from(new Set(names)).slice(0, mostMentions)
}

/** The people whom an author's text mentions, those aside from whom a block parts them. */
export async function mentionsIn(db: Db, content: string, author: ObjectId): Promise<CommentDocument['mentions']> {
  const found = await findByNames(db, 'username', mentionedNames(content))
  const mentions = Array.from(found, ([username, user_id]) => ({ user_id, username }))
  return withoutHidden(db, author, mentions, ({ user_id }) => user_id)
}

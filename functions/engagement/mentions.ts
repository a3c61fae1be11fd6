import type { Db } from '../../shared/store/database.ts'
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

/** The people whom a text mentions. */
export async function mentionsIn(db: Db, content: string): Promise<CommentDocument['mentions']> {
  const found = await findByNames(db, 'username', mentionedNames(content))
  return Array.from(found, ([username, user_id]) => ({ user_id, username }))
}

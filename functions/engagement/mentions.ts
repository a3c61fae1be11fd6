import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { mentionedNames } from '../../shared/text/mentions.ts'
import { mentionsOf } from '../profiles/public.ts'
import type { CommentDocument } from './model.ts'

const mostMentions = 20

/** The people whom a comment's text mentions, those aside from whom a block parts its author. */
export function mentionsIn(db: Db, content: string, author: ObjectId): Promise<CommentDocument['mentions']> {
  return mentionsOf(db, mentionedNames(content, mostMentions), author)
}

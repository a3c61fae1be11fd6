import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import type { Problem } from '../../shared/contract/problems.ts'
import type { Db } from '../../shared/store/database.ts'
import type { updatePost } from './contract.ts'
import { postEdited } from './events.ts'
import { asRead } from './find-post.ts'
import { type PostDocument, PostEdits, Posts } from './model.ts'
import { postData } from './post-data.ts'
import { attachToPost, written } from './writing.ts'

type Changes = Partial<Pick<PostDocument, 'content' | 'media_ids' | 'sensitive' | 'content_warning'>>

/** Those of the fields in the body of a call that say something else than the post does. */
export function changesOf(post: PostDocument, body: z.output<NonNullable<(typeof updatePost)['body']>>): Changes {
  const { content = post.content, media_ids = post.media_ids, sensitive = post.sensitive, content_warning = post.content_warning } = body
  return {
    ...((content ?? '') !== post.content && { content: content ?? '' }),
    ...(!sameIds(media_ids ?? [], post.media_ids) && { media_ids: media_ids ?? [] }),
    ...(sensitive !== post.sensitive && { sensitive }),
    ...(content_warning !== post.content_warning && { content_warning }),
  }
}

interface Editing {
  readonly changes: Changes
  readonly now: Date
  readonly refuse: (code: 'content_required' | 'media_not_found') => Problem
}

/**
 * Changes a post; in a transaction where its content or media change, so that what a published one said before is kept.
 * `null` when someone else has changed it since it was read.
 */
export async function edit(db: Db, post: PostDocument, { changes, now, refuse }: Editing): Promise<PostDocument | null> {
  const { content, media_ids = post.media_ids } = changes
  const isEdit = post.status === 'published' && (content !== undefined || changes.media_ids !== undefined)
  const change = {
    ...changes,
    ...(content !== undefined && (await written(db, content, post.user_id))),
    has_media: media_ids.length > 0,
    edits: post.edits + (isEdit ? 1 : 0),
    revision: post.revision + 1,
    updated_at: now,
  }
  const edited: PostDocument = { ...post, ...change }
  if (isEmpty(edited)) throw refuse('content_required')
  if (!(await attachToPost(db, post, media_ids, now))) throw refuse('media_not_found')
  if (isEdit) await keepEdit(db, post, now)
  return db.update(Posts, asRead(post), change, { emit: isEdit ? [editOf(post, edited, now)] : [] })
}

function isEmpty({ content, media_ids, quote_of }: PostDocument): boolean {
  return content.trim() === '' && media_ids.length === 0 && quote_of === null
}

/** What the post said before, in the transaction of the edit. */
async function keepEdit(db: Db, { _id, content, media_ids, edits }: PostDocument, edited_at: Date): Promise<void> {
  const number = edits + 1
  await db.insert(PostEdits, { _id: `${_id.toHexString()}/${number}`, post_id: _id, number, content, media_ids, edited_at })
}

function editOf(before: PostDocument, after: PostDocument, edited_at: Date) {
  const mentioned = new Set(after.mentions.map(({ user_id }) => user_id.toHexString()))
  return postEdited({
    ...postData(after),
    published_at: after.published_at ?? edited_at,
    unmentioned_ids: before.mentions.map(({ user_id }) => user_id).filter((id) => !mentioned.has(id.toHexString())),
    former_hashtags: before.hashtags.filter((hashtag) => !after.hashtags.includes(hashtag)),
    edited_at,
  })
}

function sameIds(some: readonly ObjectId[], others: readonly ObjectId[]): boolean {
  return some.length === others.length && some.every((id, at) => others[at]?.equals(id))
}

import * as z from 'zod'
import { event } from '../../shared/contract/event.ts'
import { id, time } from '../../shared/contract/fields.ts'
import { visibilities } from './schemas.ts'

const post = { post_id: id, author_id: id }

/** Whom a post concerns and where it is found, as it is after the write. */
const published = {
  ...post,
  visibility: z.enum(visibilities),
  published_at: time,
  mentioned_ids: z.array(id),
  hashtags: z.array(z.string()),
  has_media: z.boolean(),
  /** What it quotes, and whose that is. */
  quote_of: z.object(post).nullable(),
}

/** A post came out, at once or at its time. */
export const postPublished = event('post.published', published)

/** A published post says something else. `unmentioned_ids` and `former_hashtags` are those that are no longer in it. */
export const postEdited = event('post.edited', {
  ...published,
  unmentioned_ids: z.array(id),
  former_hashtags: z.array(z.string()),
  edited_at: time,
})

/** A post is gone, whatever its status was; `published_at` is null for one that never came out. */
export const postDeleted = event('post.deleted', { ...published, published_at: time.nullable() })

/** A scheduled publication could not happen: the post is a draft again. */
export const postPublicationFailed = event('post.publication_failed', { ...post, scheduled_at: time })

/**
 * `repost_id` is another one each time; it also is the id of the post that lists show. `author_id` is whose post is
 * reposted. Reposts of a post that is deleted go with it, without a word of their own.
 */
const repost = { repost_id: id, user_id: id, ...post, reposted_at: time }

export const repostCreated = event('repost.created', repost)
export const repostRemoved = event('repost.removed', repost)

/** Someone voted in a poll. Votes are final. */
export const pollVoted = event('poll.voted', { vote_id: id, post_id: id, user_id: id, option: z.int(), voted_at: time })

/** More is left of what hung on a post that is gone than one invocation removes. */
export const postRemovalContinued = event('post-removal.continued', { post_id: id })

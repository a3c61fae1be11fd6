import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { count, id, text, time } from '../../shared/contract/fields.ts'
import { publicationStatuses } from '../../shared/contract/publication.ts'
import { Media } from '../media/contract.ts'
import { UserSummary } from '../profiles/contract.ts'

export const visibilities = ['public', 'followers', 'mentioned'] as const

const mostCharacters = 2_000
export const mostMedia = 10
export const mostOptions = 6

/** A medium as posts show it. */
const PostMedia = Media.pick({
  id: true,
  type: true,
  url: true,
  thumbnail_url: true,
  variants: true,
  width: true,
  height: true,
  duration: true,
  blurhash: true,
  alt_text: true,
  status: true,
}).meta({ id: 'PostMedia' })

const span = {
  start: z.int().min(0).describe('Of the first character, counted in Unicode code points: never in the middle of one, in any encoding.'),
  end: z.int().min(1).describe('Behind the last character, counted likewise.'),
}

const Facet = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('mention'), ...span, user_id: id, username: z.string() }),
    z.object({ type: z.literal('hashtag'), ...span, hashtag: z.string().describe('As in `hashtags`.') }),
    z.object({ type: z.literal('link'), ...span, url: z.string() }),
  ])
  .meta({ id: 'Facet' })

const Poll = z
  .object({
    options: z.array(z.object({ text: z.string(), votes_count: count.nullable() })),
    votes_count: count.nullable().describe('Null, as those of the options, until you voted or the poll is closed, unless it is yours.'),
    closes_at: time.nullable().describe('Null until the post is published.'),
    is_closed: z.boolean(),
    voted_option: z.int().nullable().describe('The option that you voted for.'),
  })
  .meta({ id: 'Poll' })

const fields = {
  id,
  user_id: id,
  user: UserSummary.nullable().describe('Null while the author’s account is being erased.'),
  content: z.string().describe('Plain text; empty in a repost.'),
  facets: z.array(Facet).describe('The mentions, hashtags and links in the content, in order, none over another.'),
  media: z.array(PostMedia),
  visibility: z.enum(visibilities),
  sensitive: z.boolean(),
  content_warning: z.string().nullable(),
  mentions: z.array(UserSummary),
  hashtags: z.array(z.string()).describe('Without #, composed (NFC) and in lower case.'),
  poll: Poll.nullable(),
  status: z.enum(publicationStatuses),
  scheduled_at: time.nullable(),
  published_at: time.nullable(),
  likes_count: count,
  comments_count: count,
  reposts_count: count,
  shares_count: count,
  views_count: count,
  liked: z.boolean(),
  bookmarked: z.boolean(),
  reposted: z.boolean(),
  is_pinned: z.boolean(),
  is_edited: z.boolean(),
  created_at: time.describe('When it was published; of what is not, when it was begun.'),
  updated_at: time,
}

const QuotedPost = z.object({ ...fields, quote_of: z.null(), repost_of: z.null() }).meta({ id: 'QuotedPost' })

const quote_of = QuotedPost.nullable().describe('Null also where you may not see it.')

const RepostedPost = z.object({ ...fields, quote_of, repost_of: z.null() }).meta({ id: 'RepostedPost' })

export const Post = z
  .object({ ...fields, quote_of, repost_of: RepostedPost.nullable().describe('What `user` reposted. What is done to it is done by its own id.') })
  .meta({ id: 'Post' })

/** What a post said before an edit. */
export const PostEdit = z
  .object({ content: z.string(), media: z.array(PostMedia), edited_at: time.describe('When an edit took its place.') })
  .meta({ id: 'PostEdit' })

const mediaIds = z
  .array(id)
  .max(mostMedia)
  .transform((ids) => [...new Map(ids.map((mediaId): [string, ObjectId] => [mediaId.toHexString(), mediaId])).values()])

/** What an author writes, and may change later. */
export const postFields = {
  content: text(mostCharacters).nullable(),
  media_ids: mediaIds.nullable(),
  sensitive: z.boolean(),
  content_warning: text(500, { min: 1 }).nullable(),
}

const longestPollSeconds = 31 * 24 * 3600

export const newPoll = z.strictObject({
  options: z
    .array(text(100, { min: 1 }).transform((option) => option.trim()))
    .min(2)
    .max(mostOptions)
    .refine((options) => new Set(options).size === options.length, 'must differ from one another'),
  closes_in: z.int().min(1).max(longestPollSeconds).describe('Seconds from publication.'),
})

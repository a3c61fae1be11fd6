import * as z from 'zod'
import { publicationStatuses } from '../../shared/contract/publication.ts'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'
import { mostMedia, mostOptions, visibilities } from './schemas.ts'

export const facetTypes = ['mention', 'hashtag', 'link'] as const

export const mostMentions = 50
export const mostHashtags = 30
export const mostFacets = 200

const count = z.int()
const published = { status: 'published' }
const publishedPost = { status: 'published', kind: 'post' }

/**
 * Posts and reposts, so that a list of a user and a timeline are one keyset over one collection. A repost says nothing
 * itself: it names the post, and its author, date and status are its own.
 */
export const Posts = collection(
  'posts',
  {
    _id: objectId,
    kind: z.enum(['post', 'repost']),
    user_id: objectId,
    repost_of_id: objectId.nullable(),
    /** What it quotes, and whose that is. */
    quote_of: z.object({ post_id: objectId, author_id: objectId }).nullable(),
    content: z.string(),
    /** `value`: a username, a hashtag or an address. Offsets count code points. */
    facets: z.array(z.object({ type: z.enum(facetTypes), start: z.int(), end: z.int(), value: z.string() })).max(mostFacets),
    mentions: z.array(z.object({ user_id: objectId, username: z.string() })).max(mostMentions),
    hashtags: z.array(z.string()).max(mostHashtags),
    /** The words by which it is found. */
    search_terms: z.array(z.string()),
    media_ids: z.array(objectId).max(mostMedia),
    has_media: z.boolean(),
    visibility: z.enum(visibilities),
    sensitive: z.boolean(),
    content_warning: z.string().nullable(),
    poll: z
      .object({
        options: z.array(z.object({ text: z.string(), votes: count })).max(mostOptions),
        /** Seconds from publication. */
        closes_in: z.int(),
        closes_at: date.nullable(),
      })
      .nullable(),
    status: z.enum(publicationStatuses),
    scheduled_at: date.nullable(),
    published_at: date.nullable(),
    is_pinned: z.boolean(),
    /** How many edits it has seen since it came out; each left what it said before in `post_edits`. */
    edits: z.int(),
    /** Grows with every change of what is written, so that a write can require what it has read. */
    revision: z.int(),
    counts: z.object({
      views: count,
      unique_views: count,
      likes: count,
      comments: count,
      shares: count,
      bookmarks: count,
      reposts: count,
    }),
    created_at: date,
    updated_at: date,
  },
  {
    indexes: [
      { key: { user_id: 1, is_pinned: -1, published_at: -1, _id: -1 }, partial: published, serves: 'list-user-posts' },
      {
        key: { user_id: 1, has_media: 1, is_pinned: -1, published_at: -1, _id: -1 },
        partial: published,
        serves: 'list-user-posts: ?media_only=true',
      },
      { key: { user_id: 1, published_at: -1, _id: -1 }, partial: published, serves: 'what people have published: timelines, recounting' },
      { key: { user_id: 1, _id: -1 }, partial: { kind: 'post' }, serves: 'list-my-posts' },
      { key: { user_id: 1, status: 1, _id: -1 }, partial: { kind: 'post' }, serves: 'list-my-posts: ?status=' },
      { key: { scheduled_at: 1, _id: 1 }, partial: { status: 'scheduled' }, serves: 'publish-scheduled-posts' },
      { key: { hashtags: 1, published_at: -1, _id: -1 }, partial: publishedPost, serves: 'posts by hashtag' },
      { key: { search_terms: 1, published_at: -1, _id: -1 }, partial: publishedPost, serves: 'posts by words' },
      { key: { published_at: -1, _id: -1 }, partial: { ...publishedPost, visibility: 'public' }, serves: 'the newest public posts' },
    ],
    shard_key: { _id: 'hashed' },
    outbox: true,
  },
)

export type PostDocument = DocumentOf<typeof Posts>

/** Who reposted what: the unique index makes it one. A repost has the same id here and among `posts`. */
export const Reposts = collection(
  'reposts',
  { _id: objectId, subject_type: z.literal('posts'), subject_id: objectId, owner_id: objectId, user_id: objectId, at: date },
  {
    indexes: [
      { key: { subject_id: 1, user_id: 1 }, unique: true, serves: 'repost-post; marks of a viewer; recounting' },
      { key: { subject_id: 1, at: -1, _id: -1 }, serves: 'list-reposts; remove-post-traces' },
    ],
    shard_key: { subject_id: 1, user_id: 1 },
    outbox: true,
  },
)

export type RepostDocument = DocumentOf<typeof Reposts>

/** What posts said before each of their edits. */
export const PostEdits = collection(
  'post_edits',
  { _id: z.string(), post_id: objectId, number: z.int(), content: z.string(), media_ids: z.array(objectId).max(mostMedia), edited_at: date },
  {
    indexes: [{ key: { post_id: 1, number: 1 }, unique: true, serves: 'list-post-edits; remove-post-traces' }],
    shard_key: { post_id: 1 },
  },
)

/** Votes: the unique index makes it one of each user. */
export const PollVotes = collection(
  'poll_votes',
  { _id: objectId, post_id: objectId, user_id: objectId, option: z.int(), at: date },
  {
    indexes: [
      { key: { post_id: 1, user_id: 1 }, unique: true, serves: 'vote-in-poll; votes of a viewer; remove-post-traces' },
      { key: { post_id: 1, option: 1 }, serves: 'vote-in-poll: the votes for each option' },
    ],
    shard_key: { post_id: 1, user_id: 1 },
    outbox: true,
  },
)

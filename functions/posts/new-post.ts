import type { PostDocument, RepostDocument } from './model.ts'

type Beginning = Pick<PostDocument, '_id' | 'user_id' | 'created_at'>

const noCounts = { views: 0, unique_views: 0, likes: 0, comments: 0, shares: 0, bookmarks: 0, reposts: 0 }

/** A draft that says nothing yet. */
export function newPost(beginning: Beginning): PostDocument {
  return {
    ...beginning,
    kind: 'post',
    repost_of_id: null,
    quote_of: null,
    content: '',
    facets: [],
    mentions: [],
    hashtags: [],
    search_terms: [],
    media_ids: [],
    has_media: false,
    visibility: 'public',
    sensitive: false,
    content_warning: null,
    poll: null,
    status: 'draft',
    scheduled_at: null,
    published_at: null,
    is_pinned: false,
    edits: 0,
    revision: 1,
    counts: noCounts,
    updated_at: beginning.created_at,
  }
}

/** What lists show of a repost. */
export function listedRepost({ _id, user_id, subject_id, at }: RepostDocument): PostDocument {
  return { ...newPost({ _id, user_id, created_at: at }), kind: 'repost', repost_of_id: subject_id, status: 'published', published_at: at }
}

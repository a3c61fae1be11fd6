import type { PostDocument } from './model.ts'

/** What every event about a post says of it; `published_at` is that of its document. */
export function postData(post: PostDocument) {
  const { _id, user_id, visibility, mentions, hashtags, has_media, quote_of } = post
  return {
    post_id: _id,
    author_id: user_id,
    visibility,
    mentioned_ids: mentions.map(({ user_id: mentioned }) => mentioned),
    hashtags,
    has_media,
    quote_of,
  }
}

import type { Caller, Json } from '../../support/actor.ts'

/** A post, what hangs on it, and where it is looked for. */
export interface Shown {
  readonly post: Json
  readonly author_id: string
  /** A comment on it, by its author. */
  readonly comment_id: string
  /** A private medium that it carries. */
  readonly media_id: string
  /** A word and a hashtag that are in no other post. */
  readonly word: string
  readonly hashtag: string
  /** Someone whom everyone sees reposted and quoted it when everyone could see it. */
  readonly passed_on?: { readonly by: string; readonly quotation_id: string }
}

/** Whether a caller comes upon the post by one way. */
export type Way = (caller: Caller, shown: Shown) => Promise<boolean>

const answers =
  (pathOf: (shown: Shown) => string): Way =>
  async (caller, shown) =>
    (await caller.get(pathOf(shown))).status === 200

/** Every way by which a post can be seen; a new list of posts is one more line here. */
export const waysToSee: Readonly<Record<string, Way>> = {
  'get-post': answers(({ post }) => `/v1/posts/${post.id}`),
  'list-post-edits': answers(({ post }) => `/v1/posts/${post.id}/edits`),
  'list-reposts': answers(({ post }) => `/v1/posts/${post.id}/reposts`),
  'list-likes': answers(({ post }) => `/v1/posts/${post.id}/likes`),
  'list-comments': answers(({ post }) => `/v1/posts/${post.id}/comments`),
  'get-comment': answers(({ comment_id }) => `/v1/comments/${comment_id}`),
  'list-user-posts': async (caller, shown) => {
    const { status, body } = await caller.get(`/v1/users/${shown.author_id}/posts`)
    return status === 200 && body.items.some(({ id }: Json) => id === shown.post.id)
  },
}

/** Those that lead over what others made of it. A mute hides reposts of who is muted from whoever else's list. */
export const waysToSeePassedOn: Readonly<Record<string, Way>> = {
  'get-post: quote_of': async (caller, { post, passed_on }) => {
    const { body } = await caller.get(`/v1/posts/${passed_on?.quotation_id}`)
    return body.quote_of?.id === post.id
  },
  'list-user-posts: quote_of': async (caller, { post, passed_on }) =>
    (await caller.all(`/v1/users/${passed_on?.by}/posts`)).some(({ quote_of }: Json) => quote_of?.id === post.id),
}

/** Those that only the signed-in can go. */
export const waysOfUsers: Readonly<Record<string, Way>> = {
  'get-media': answers(({ media_id }) => `/v1/media/${media_id}`),
  'list-bookmarks': async (caller, { post }) => {
    // It was kept when everyone could see it, or is kept now.
    await caller.put(`/v1/posts/${post.id}/bookmark`)
    return (await caller.all('/v1/me/bookmarks?subject_type=posts')).some(({ subject }: Json) => subject.id === post.id)
  },
  'like-subject': async (caller, { post }) => (await caller.put(`/v1/posts/${post.id}/like`)).status === 200,
  'create-comment': async (caller, { post }) => (await caller.post(`/v1/posts/${post.id}/comments`, { content: 'Seen.' })).status === 201,
}

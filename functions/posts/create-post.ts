import { http } from '../../shared/runtime/http.ts'
import { createPost } from './contract.ts'
import { findShareable } from './find-post.ts'
import { type PostDocument, Posts } from './model.ts'
import { newPost } from './new-post.ts'
import { pollFrom } from './poll.ts'
import { presentNew } from './present.ts'
import { publishedNow } from './publication.ts'
import { attachToPost, written } from './writing.ts'

/** Posts at once, keeps a draft, or keeps what a schedule publishes at `publish_at`. */
export const handler = http(createPost, async ({ body, user, db, now, newId, problem }) => {
  const quoted = body.quote_of_id ? await findShareable(db, body.quote_of_id, user, problem) : null
  const blank = { ...newPost({ _id: newId(), user_id: user.id, created_at: now }), visibility: body.visibility }
  const media_ids = body.media_ids ?? []
  if (!(await attachToPost(db, blank, media_ids, now))) throw problem('media_not_found')

  const draft: PostDocument = {
    ...blank,
    ...(await written(db, body.content ?? '', user.id)),
    quote_of: quoted && { post_id: quoted._id, author_id: quoted.user_id },
    media_ids,
    has_media: media_ids.length > 0,
    sensitive: body.sensitive ?? false,
    content_warning: body.content_warning ?? null,
    poll: body.poll ? pollFrom(body.poll) : null,
  }
  if (body.draft) return presentNew(db, await db.insert(Posts, draft), user, now)
  if (body.publish_at) return presentNew(db, await db.insert(Posts, { ...draft, status: 'scheduled', scheduled_at: body.publish_at }), user, now)
  const { changes, event } = publishedNow(draft, now)
  return presentNew(db, await db.insert(Posts, { ...draft, ...changes }, { emit: [event] }), user, now)
})

import type { EventInstance } from '../../shared/contract/event.ts'
import type { Db } from '../../shared/store/database.ts'
import { postPublicationFailed, postPublished } from './events.ts'
import { asRead } from './find-post.ts'
import { type PostDocument, Posts } from './model.ts'
import { opened } from './poll.ts'
import { postData } from './post-data.ts'

/** A post as it comes out now, with the event that says so. */
export function publishedNow(post: PostDocument, now: Date) {
  const changes = { status: 'published' as const, published_at: now, scheduled_at: null, poll: opened(post.poll, now), updated_at: now }
  return { changes, event: postPublished({ ...postData(post), published_at: now }) }
}

/** Publishes a post as it is. `null` when it was changed since it was read. */
export function publish(db: Db, post: PostDocument, now: Date): Promise<PostDocument | null> {
  const { changes, event } = publishedNow(post, now)
  return db.update(Posts, asRead(post), { ...changes, revision: post.revision + 1 }, { emit: [event] })
}

/** Lets a post come out at `at`, as it is then. `null` when it was changed since it was read. */
export function scheduleFor(db: Db, post: PostDocument, at: Date, now: Date): Promise<PostDocument | null> {
  const changes = { status: 'scheduled' as const, scheduled_at: at, updated_at: now, revision: post.revision + 1 }
  return db.update(Posts, asRead(post), changes)
}

/** Makes a scheduled post a draft again. `null` when it was changed since it was read. */
export function unschedule(db: Db, post: PostDocument, now: Date, emit: readonly EventInstance[] = []): Promise<PostDocument | null> {
  const changes = { status: 'draft' as const, scheduled_at: null, updated_at: now, revision: post.revision + 1 }
  return db.update(Posts, asRead(post), changes, { emit })
}

/** The same for one that could not be published at its time, whose author is told. */
export function returnToDraft(db: Db, post: PostDocument, now: Date): Promise<PostDocument | null> {
  const { _id, user_id, scheduled_at } = post
  return unschedule(db, post, now, [postPublicationFailed({ post_id: _id, author_id: user_id, scheduled_at: scheduled_at ?? now })])
}

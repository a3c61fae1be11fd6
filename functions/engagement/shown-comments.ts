import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { hiddenUsers } from '../graph/public.ts'
import type { CommentDocument } from './model.ts'
import type { ThreadDocument } from './threads.ts'

/** Comments without those of people from whom a block parts the viewer. One read. */
export async function shownComments(db: Db, viewer: Viewer, comments: readonly CommentDocument[]): Promise<CommentDocument[]> {
  const hidden = await hiddenAuthors(db, viewer, comments)
  return comments.filter((comment) => !isBy(hidden, comment))
}

/** The same for threads, with the replies that came with them. A thread goes with its first comment. One read. */
export async function shownThreads(db: Db, viewer: Viewer, threads: readonly ThreadDocument[]): Promise<ThreadDocument[]> {
  const hidden = await hiddenAuthors(db, viewer, threads.flatMap((thread) => [thread, ...thread.replies]))
  return threads
    .filter((thread) => !isBy(hidden, thread))
    .map((thread) => ({ ...thread, replies: thread.replies.filter((reply) => !isBy(hidden, reply)) }))
}

function hiddenAuthors(db: Db, viewer: Viewer, comments: readonly CommentDocument[]): Promise<Set<string>> {
  return hiddenUsers(db, viewer?.id, comments.map(({ user_id }) => user_id))
}

// A deleted comment names nobody: its place is kept for the answers to it.
function isBy(hidden: ReadonlySet<string>, { user_id, is_deleted }: CommentDocument): boolean {
  return !is_deleted && hidden.has(user_id.toHexString())
}

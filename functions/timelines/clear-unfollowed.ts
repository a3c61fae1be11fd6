import { eachEvent } from '../../shared/runtime/worker.ts'
import { followedBy } from '../graph/public.ts'
import { clearUnfollowed } from './contract.ts'
import { TimelineEntries, Timelines } from './model.ts'

/**
 * Takes out of a timeline what nobody can see in it any more. Who is followed again keeps everything, and who is followed
 * again at this very moment is not settled before this has ended.
 */
export const handler = eachEvent(clearUnfollowed, async ({ event: { data }, db }) => {
  const { follower_id: user_id, followee_id: author_id } = data
  const timeline = await db.get(Timelines, { user_id, status: 'live' }, { fields: { user_id: 1 } })
  if (!timeline || (await followedBy(db, user_id, [author_id])).size > 0) return
  await db.removeMany(TimelineEntries, { timeline_id: timeline._id, author_id })
})

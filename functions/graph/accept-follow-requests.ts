import type { ObjectId } from 'mongodb'
import type { Delivered } from '../../shared/contract/event.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { Users } from '../profiles/public.ts'
import { acceptRequest } from './accept-request.ts'
import { acceptFollowRequests, followRequestsOpened } from './contract.ts'
import { Follows } from './model.ts'

const pageSize = 100

/**
 * Accepts what waited when an account turned public, a page at a time. A request that was written while the account
 * turned public is looked at once more, by its own event.
 */
export const handler = eachEvent(acceptFollowRequests, async ({ event, db, now }) => {
  if (event.type === 'follow.requested') return acceptIfPublic(db, event, now)
  if (event.type === 'profile.updated' && (event.data.is_private || !event.data.fields.includes('is_private'))) return
  const { user_id } = event.data
  const until = event.type === 'profile.updated' ? event.at : event.data.until
  if (await acceptPage(db, user_id, until, now)) await db.emit([followRequestsOpened({ user_id, until })])
})

async function acceptPage(db: Db, followee_id: ObjectId, until: Date, now: Date): Promise<boolean> {
  const waiting = { followee_id, status: 'requested' as const, at: { $lte: until } }
  const requests = await db.find(Follows, waiting, { sort: { at: -1, _id: -1 }, limit: pageSize })
  for (const request of requests) await acceptRequest(db, request, now)
  return requests.length === pageSize
}

async function acceptIfPublic(db: Db, { data }: Delivered<(typeof acceptFollowRequests.on)[1]>, now: Date): Promise<void> {
  const request = await db.get(Follows, { _id: data.follow_id, status: 'requested' })
  const followee = request && (await db.get(Users, request.followee_id, { fields: { is_private: 1 } }))
  if (request && followee && !followee.is_private) await acceptRequest(db, request, now)
}

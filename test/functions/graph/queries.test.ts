import { type Document, ObjectId } from 'mongodb'
import { it } from 'vitest'
import { Blocks, Follows, Mutes } from '../../../functions/graph/model.ts'
import { inForce } from '../../../functions/graph/muting.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { after, type Sort } from '../../../shared/store/cursor.ts'
import { living } from '../../../shared/store/shapes.ts'
import { useFunctions } from '../../support/functions.ts'
import { expectIndexAlone } from '../../support/plans.ts'

const functions = useFunctions([Follows, Blocks, Mutes])

const [someone, one, two] = [new ObjectId(), new ObjectId(), new ObjectId()]
const now = new Date()
const latest: Sort = { at: -1, _id: -1 }
const latestMade: Sort = { created_at: -1, _id: -1 }

const lists: readonly (readonly [string, Collection, Document, Sort])[] = [
  ['list-followers', Follows, { followee_id: someone, status: 'accepted' }, latest],
  ['list-following', Follows, { follower_id: someone, status: 'accepted' }, latest],
  ['list-follow-requests', Follows, { followee_id: someone, status: 'requested' }, latest],
  ['accept-follow-requests', Follows, { followee_id: someone, status: 'requested', at: { $lte: now } }, latest],
  ['list-blocks', Blocks, { blocker_id: someone }, latestMade],
  ['list-mutes', Mutes, { muter_id: someone, ...inForce(now) }, latestMade],
]

it.each(lists)('%s reads its pages from an index, in order', async (_, of, filter, sort) => {
  for (const asked of [filter, { $and: [filter, after([now, someone], sort)] }]) {
    expectIndexAlone(await planOf(of, asked, sort))
  }
})

const among = { follower_id: { $in: [someone, one] }, followee_id: { $in: [someone, two] } }

it.each<[string, Collection, Document]>([
  ['who is hidden from someone', Follows, { follower_id: someone, followee_id: { $in: [one, two] }, status: 'barred' }],
  ['how viewers stand to authors', Follows, { ...among, status: { $in: ['accepted', 'barred'] } }],
  ['who of two blocks the other', Blocks, { $or: [{ blocker_id: one, blocked_id: two }, { blocker_id: two, blocked_id: one }] }],
  ['what two follow of each other', Follows, { $or: [{ follower_id: one, followee_id: two }, { follower_id: two, followee_id: one }] }],
  ['whom someone mutes', Mutes, { muter_id: someone, muted_id: { $in: [one, two] }, ...inForce(now) }],
  ['who mutes an author', Mutes, { muted_id: someone, muter_id: { $in: [one, two] }, ...inForce(now) }],
  ['how many follow', Follows, { followee_id: { $in: [one, two] }, status: 'accepted' }],
])('%s is read from an index', async (_, of, filter) => {
  expectIndexAlone(await planOf(of, filter, {}))
})

async function planOf(of: Collection, filter: Document, sort: Sort): Promise<unknown> {
  const asked: Document = living(of, filter)
  const { queryPlanner } = await functions().database.collection(of.name).find(asked, { sort }).explain('queryPlanner')
  return queryPlanner.winningPlan
}

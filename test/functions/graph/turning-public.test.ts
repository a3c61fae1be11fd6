import { ObjectId } from 'mongodb'
import { expect, it } from 'vitest'
import { handler as accept } from '../../../functions/graph/accept-follow-requests.ts'
import { followRequested } from '../../../functions/graph/contract.ts'
import { type FollowDocument, Follows } from '../../../functions/graph/model.ts'
import { profileUpdated } from '../../../functions/profiles/contract.ts'
import { Users } from '../../../functions/profiles/public.ts'
import { addPeople, deliverAll } from '../notifications/deliveries.ts'
import { messageOf } from '../../support/messages.ts'
import { useFunctions } from '../../support/functions.ts'
import { type StoredOutbox, waitingMessages } from './waiting-messages.ts'

const functions = useFunctions([Follows, Users], {
  EVENT_ROUTES: JSON.stringify({ 'follow.created': [], 'follow-requests.opened': ['accept-follow-requests'] }),
})

const turned = new Date()

async function requestsTo(followee_id: ObjectId, count: number, at = turned): Promise<FollowDocument[]> {
  const requests = Array.from({ length: count }, () => ({
    _id: new ObjectId(),
    follower_id: new ObjectId(),
    followee_id,
    status: 'requested' as const,
    at,
  }))
  await functions().database.collection<FollowDocument>('follows').insertMany(requests)
  return requests
}

const turnsPublic = (user_id: ObjectId) => messageOf(profileUpdated({ user_id, fields: ['is_private'], is_private: false }), { at: turned })
const waitingFor = (followee_id: ObjectId) => functions().database.collection('follows').countDocuments({ followee_id, status: 'requested' })

it('accepts all that wait, page by page, however often a page arrives', async () => {
  const owner = new ObjectId()
  await addPeople(functions(), [owner])
  await requestsTo(owner, 250)
  const outbox = functions().database.collection<StoredOutbox>('outbox')
  const seen = new Set<string>()
  let pages = 0
  for (let next = [turnsPublic(owner)]; next.length > 0; next = await waitingMessages(outbox, seen)) {
    await deliverAll(functions(), next, accept)
    pages += 1
  }
  expect(pages).toBe(3)
  expect(await waitingFor(owner)).toBe(0)
})

it('looks again at a request that was written while the account turned public', async () => {
  const owner = new ObjectId()
  await addPeople(functions(), [owner])
  await deliverAll(functions(), [turnsPublic(owner)], accept)
  const [request] = (await requestsTo(owner, 1)) as [FollowDocument]
  const { _id: follow_id, follower_id, followee_id, at } = request
  await deliverAll(functions(), [messageOf(followRequested({ follow_id, follower_id, followee_id, requested_at: at }), { at })], accept)
  expect(await waitingFor(owner)).toBe(0)
})

it('leaves alone what was asked after the account turned private again', async () => {
  const owner = new ObjectId()
  await addPeople(functions(), [owner])
  await functions().database.collection('users').updateOne({ _id: owner }, { $set: { is_private: true } })
  const [request] = (await requestsTo(owner, 1, new Date(turned.getTime() + 1000))) as [FollowDocument]
  const { _id: follow_id, follower_id, followee_id, at } = request
  const asked = messageOf(followRequested({ follow_id, follower_id, followee_id, requested_at: at }), { at })
  await deliverAll(functions(), [asked, turnsPublic(owner)], accept)
  expect(await waitingFor(owner)).toBe(1)
})

it('accepts nothing for any other change of a profile', async () => {
  const owner = new ObjectId()
  await addPeople(functions(), [owner])
  await requestsTo(owner, 1)
  await deliverAll(functions(), [messageOf(profileUpdated({ user_id: owner, fields: ['bio'], is_private: false }), { at: turned })], accept)
  expect(await waitingFor(owner)).toBe(1)
})

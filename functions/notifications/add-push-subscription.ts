import { ECDH } from 'node:crypto'
import type { ObjectId } from 'mongodb'
import { runtimeProblem } from '../../shared/contract/problems.ts'
import { outboundUrl } from '../../shared/outbound/outbound-url.ts'
import { http } from '../../shared/runtime/http.ts'
import type { Db } from '../../shared/store/database.ts'
import { addPushSubscription, mostPushSubscriptions } from './contract.ts'
import { PushSubscriptions } from './model.ts'
import { presentSubscription } from './present-subscription.ts'
import { type PushSubscription, subscriptionId } from './push-subscriptions.ts'

/** Registers a browser, or registers it again, also where someone else used it before. */
export const handler = http(addPushSubscription, async ({ user, body: { endpoint, keys, expiration_time }, db, now }) => {
  if (!outboundUrl(endpoint)) throw invalid('/endpoint', 'must be the https address of a push service')
  if (!isOnCurve(keys.p256dh)) throw invalid('/keys/p256dh', 'must be an uncompressed point on P-256')
  const _id = subscriptionId(endpoint)
  const registered = { _id, user_id: user.id, endpoint, keys, expiration_time, failing_since: null, updated_at: now }
  const created_at = { $cond: [{ $eq: ['$user_id', user.id] }, '$created_at', now] }
  const change = [{ $replaceWith: { $mergeObjects: [{ $literal: registered }, { created_at }] } }]
  const stored = await db.update(PushSubscriptions, _id, change, { upsert: true })
  await makeRoom(db, user.id)
  return presentSubscription(stored as PushSubscription)
})

/** Removes those that were registered longest ago, beyond what one person may have. */
async function makeRoom(db: Db, user_id: ObjectId): Promise<void> {
  const own = await db.find(PushSubscriptions, { user_id }, { fields: { updated_at: 1 } })
  const latestFirst = own.toSorted((a, b) => b.updated_at.getTime() - a.updated_at.getTime())
  const beyond = latestFirst.slice(mostPushSubscriptions).map(({ _id }) => _id)
  if (beyond.length > 0) await db.removeMany(PushSubscriptions, { _id: { $in: beyond }, user_id })
}

function isOnCurve(point: string): boolean {
  try {
    ECDH.convertKey(point, 'prime256v1', 'base64url')
    return Buffer.from(point, 'base64url')[0] === 4
  } catch {
    return false
  }
}

function invalid(path: string, message: string) {
  return runtimeProblem('validation_failed', { detail: 'Some values are not as they must be.', errors: [{ path, message }] })
}

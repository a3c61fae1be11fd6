import type { ObjectId } from 'mongodb'
import type { DocumentOf } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { idOf } from '../../shared/store/ids.ts'
import { mostPushSubscriptions } from './channel-contract.ts'
import { PushSubscriptions } from './model.ts'

export type PushSubscription = DocumentOf<typeof PushSubscriptions>

/** The id of the subscription at an endpoint. */
export function subscriptionId(endpoint: string): ObjectId {
  return idOf(endpoint)
}

/** The browsers of one person that get pushes, the newest first. */
export function subscriptionsOf(db: Db, user_id: ObjectId): Promise<PushSubscription[]> {
  return db.find(PushSubscriptions, { user_id }, { sort: { created_at: -1, _id: -1 }, limit: mostPushSubscriptions })
}

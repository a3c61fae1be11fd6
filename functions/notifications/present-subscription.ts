import type { PushSubscription } from './push-subscriptions.ts'

/** A subscription as its owner gets it: without its keys. */
export function presentSubscription({ _id, endpoint, expiration_time, created_at, updated_at }: PushSubscription) {
  return { id: _id, endpoint, expiration_time, created_at, updated_at }
}

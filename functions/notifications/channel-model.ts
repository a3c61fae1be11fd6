import * as z from 'zod'
import { collection, date, objectId } from '../../shared/store/collection.ts'

/** After this long nothing about an act is under way any more: queues keep messages for 14 days. */
export const longestDeliverySeconds = 14 * 24 * 3600

/** What went out on a channel, or is about to: of two deliveries of an event one finds it here. */
export const Sendings = collection(
  'notification_sendings',
  {
    /** `mail:<entry>`, `push:<entry>:<subscription>` or `digest:<user>:<time>`. */
    _id: z.string(),
    /** Until then whoever claimed it may still be about to send it. */
    claimed_until: date,
    sent_at: date.nullable(),
  },
  {
    indexes: [{ key: { claimed_until: 1 }, expire_after_seconds: longestDeliverySeconds, serves: 'expiry' }],
    shard_key: { _id: 'hashed' },
  },
)

/** The runs of the digest, one for each day. */
export const DigestRuns = collection(
  'digest_runs',
  {
    _id: objectId,
    /** As `2026-01-31`. */
    day: z.string(),
    at: date,
  },
  {
    indexes: [
      { key: { day: 1 }, unique: true, serves: 'send-notification-digests: once a day' },
      { key: { at: 1 }, expire_after_seconds: longestDeliverySeconds, serves: 'expiry' },
    ],
    outbox: true,
  },
)

/** Browsers that get pushes. */
export const PushSubscriptions = collection(
  'push_subscriptions',
  {
    /** Made from the endpoint, so that there is one for each endpoint. */
    _id: objectId,
    user_id: objectId,
    endpoint: z.string(),
    keys: z.object({ p256dh: z.string(), auth: z.string() }),
    expiration_time: date.nullable(),
    /** Since when its push service has taken nothing. */
    failing_since: date.nullable(),
    created_at: date,
    updated_at: date,
  },
  {
    indexes: [
      { key: { user_id: 1, created_at: -1, _id: -1 }, serves: 'list-push-subscriptions; send-push-notifications' },
      { key: { expiration_time: 1 }, expire_after_seconds: 0, serves: 'expiry, where a browser said when' },
    ],
    shard_key: { _id: 'hashed' },
  },
)

import * as z from 'zod'
import { postOutside } from '../outbound/post.ts'
import { configuration } from '../runtime/environment.ts'
import { pushKey } from './push-key.ts'

// RFC 8292: whom a push service asks when something is wrong.
const settings = configuration({ PUSH_CONTACT: z.string().startsWith('mailto:') })

const patienceMs = 5_000

/** Where a browser takes pushes, and the keys that only it can decrypt with. */
export interface PushTarget {
  readonly endpoint: string
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

export interface PushMessage {
  /** Text that the browser gets, at most 3,993 bytes: what push services take, less what encryption adds. */
  readonly payload: string
  /** Of messages with the same topic that still wait for a browser it gets the last alone. At most 32 characters of base64url. */
  readonly topic: string
  /** How long the push service keeps it for a browser that is away. */
  readonly seconds_to_live: number
}

/**
 * What came of a push: `sent`, `gone` when the browser has ended its subscription, `busy` when it is worth trying again, or
 * `refused`, with what the push service answered.
 */
export type PushOutcome =
  | { readonly is: 'sent' }
  | { readonly is: 'gone' }
  | { readonly is: 'busy' | 'refused'; readonly because: string }

/**
 * Encrypts a message for one browser (RFC 8291) and hands it to its push service (RFC 8030), in the name of this service.
 * Never throws for what the other side does.
 */
export async function sendPush(
  { endpoint, keys }: PushTarget,
  { payload, topic, seconds_to_live }: PushMessage,
): Promise<PushOutcome> {
  // Most events are pushed to nobody; for the first that is, this loads while the key is fetched.
  const [{ default: webPush }, { public_key, private_key }] = await Promise.all([import('web-push'), pushKey()])
  const { headers, body } = webPush.generateRequestDetails({ endpoint, keys }, payload, {
    vapidDetails: { subject: settings().PUSH_CONTACT, publicKey: public_key, privateKey: private_key },
    TTL: seconds_to_live,
    topic,
  })
  const outcome = await postOutside(endpoint, { headers, body, timeout_ms: patienceMs })
  if (!outcome.answered) return { is: outcome.fault === 'address_not_allowed' ? 'refused' : 'busy', because: outcome.fault }
  return judged(outcome.status)
}

function judged(status: number): PushOutcome {
  if (status >= 200 && status < 300) return { is: 'sent' }
  if (status === 404 || status === 410) return { is: 'gone' }
  return { is: status === 429 || status >= 500 ? 'busy' : 'refused', because: String(status) }
}

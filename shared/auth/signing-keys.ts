import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import * as z from 'zod'
import { configuration } from '../runtime/environment.ts'
import { readSecret, readSecretVersion, replaceSecret } from '../runtime/secrets.ts'

/** ES256: of what `aws-jwt-verify` takes, EdDSA is slower to verify (120 µs against 90) and RS256 to sign (360 µs against 30). */
export const algorithm = 'ES256'

const settings = configuration({ SIGNING_KEYS_SECRET_ID: z.string() })

const SigningKey = z.object({
  kid: z.string(),
  private_jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }),
  /** It is published before, so that every verifier knows it in time. */
  signs_from: z.iso.datetime().transform((text) => new Date(text)),
})

const KeyRing = z.object({ keys: z.array(SigningKey).default([]) })

export type SigningKey = z.output<typeof SigningKey>

const hour = 3_600_000
const day = 24 * hour
const cacheMs = 300_000

const publishedAheadMs = day
const signsForMs = 90 * day
/** Longer than any token lives, and verifiers' clocks differ. */
const outlivesSuccessorMs = hour

const cached = new Map<string, { keys: Promise<SigningKey[]>; until: number }>()

/** The key that signs at `now`. Throws when there is none, which means that `ensureSigningKeys` was never run. */
export async function signingKey(now: Date): Promise<SigningKey> {
  const keys = await loadKeys(now)
  const current = keys.findLast(({ signs_from }) => signs_from <= now) ?? keys[0]
  if (!current) throw new Error('There is no signing key')
  return current
}

/** The public halves of all keys whose tokens may be about, soon or still, as a JSON Web Key Set (RFC 7517). */
export async function publicKeySet(now: Date) {
  const keys = await loadKeys(now)
  return { keys: inService(keys, now).map(publicKey) }
}

/** Makes the first signing key, unless there is one: part of every deployment, before anyone can log in. */
export async function ensureSigningKeys(now: Date, secretId = settings().SIGNING_KEYS_SECRET_ID): Promise<void> {
  await changeKeys(secretId, async (keys) => (keys.length > 0 ? keys : [await newKey(now)]))
}

/**
 * One step of rotation, for a schedule: drops keys that are out of service, and publishes the next key a day before it
 * takes over from one that has signed for 90 days. Returns how many keys there are now.
 */
export async function rotateSigningKeys(now: Date): Promise<number> {
  const keys = await changeKeys(settings().SIGNING_KEYS_SECRET_ID, async (present) => {
    const kept = inService(present, now)
    const newest = kept.at(-1)
    if (!newest) return [await newKey(now)]
    const due = newest.signs_from.getTime() + signsForMs <= now.getTime()
    return due ? [...kept, await newKey(new Date(now.getTime() + publishedAheadMs))] : kept
  })
  return keys.length
}

// A key serves until its successor has signed for longer than a token lives.
function inService(keys: readonly SigningKey[], now: Date): SigningKey[] {
  return keys.filter((_, at) => {
    const successor = keys[at + 1]
    return !successor || successor.signs_from.getTime() + outlivesSuccessorMs > now.getTime()
  })
}

function publicKey({ kid, private_jwk: { kty, crv, x, y } }: SigningKey) {
  return { kid, alg: algorithm, use: 'sig', kty, crv, x, y }
}

async function newKey(signs_from: Date): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const private_jwk = SigningKey.shape.private_jwk.parse(await exportJWK(privateKey))
  return { kid: randomUUID(), private_jwk, signs_from }
}

async function loadKeys(now: Date): Promise<SigningKey[]> {
  const id = settings().SIGNING_KEYS_SECRET_ID
  const known = cached.get(id)
  if (known && known.until > now.getTime()) return known.keys
  const keys = readSecret(id).then(parse)
  cached.set(id, { keys, until: now.getTime() + cacheMs })
  keys.catch(() => cached.delete(id))
  return keys
}

async function changeKeys(id: string, change: (keys: SigningKey[]) => Promise<SigningKey[]>): Promise<SigningKey[]> {
  for (;;) {
    const version = await readSecretVersion(id)
    const present = parse(version.text)
    const keys = await change(present)
    const same = keys.length === present.length && keys.every((key, at) => key === present[at])
    if (same || (await replaceSecret(id, version, JSON.stringify({ keys })))) {
      cached.delete(id)
      return keys
    }
  }
}

function parse(text: string): SigningKey[] {
  const { keys } = KeyRing.parse(JSON.parse(text))
  return keys.toSorted((a, b) => a.signs_from.getTime() - b.signs_from.getTime())
}

import { generateKeyPairSync } from 'node:crypto'
import * as z from 'zod'
import { configuration } from '../runtime/environment.ts'
import { readSecret, readSecretVersion, replaceSecret } from '../runtime/secrets.ts'

const settings = configuration({ PUSH_KEY_SECRET_ID: z.string() })

const PushKey = z.object({
  /** An uncompressed point on P-256, in base64url: browsers subscribe with it. */
  public_key: z.string(),
  private_key: z.string(),
})

/** The key pair by which push services know this service (VAPID, RFC 8292). */
export type PushKey = z.output<typeof PushKey>

const Stored = z.union([PushKey, z.strictObject({})])

const cacheMs = 300_000

const cached = new Map<string, { key: Promise<PushKey>; until: number }>()

/** The key pair. It is read again after five minutes. Throws when there is none, which means that `ensurePushKey` was never run. */
export async function pushKey(): Promise<PushKey> {
  const id = settings().PUSH_KEY_SECRET_ID
  const known = cached.get(id)
  if (known && known.until > Date.now()) return known.key
  const key = readSecret(id).then((text) => PushKey.parse(JSON.parse(text)))
  cached.set(id, { key, until: Date.now() + cacheMs })
  key.catch(() => cached.delete(id))
  return key
}

/** Makes the key pair, unless there is one: part of every deployment. Every subscription of every browser is bound to it. */
export async function ensurePushKey(secretId = settings().PUSH_KEY_SECRET_ID): Promise<void> {
  for (;;) {
    const version = await readSecretVersion(secretId)
    if ('public_key' in Stored.parse(JSON.parse(version.text))) return
    if (await replaceSecret(secretId, version, JSON.stringify(newKey()))) return
  }
}

function newKey(): PushKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return { public_key: point.toString('base64url'), private_key: d }
}

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { applicationSecret } from '../runtime/application-secret.ts'

const nonceLength = 12
const tagLength = 16

/** Encrypts text at rest (AES-256-GCM under a key of its own for each `purpose`), in base64url. */
export async function seal(text: string, purpose: string): Promise<string> {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', await keyFor(purpose), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Text that was sealed for this purpose. Throws when it was altered. */
export async function unseal(sealed: string, purpose: string): Promise<string> {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', await keyFor(purpose), bytes.subarray(0, nonceLength))
  decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
  return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString('utf8')
}

/** HMAC-SHA-256 of text under a key of its own for each `purpose`, in base64url: 43 characters that only this service can make. */
export async function authenticationCode(text: string, purpose: string): Promise<string> {
  return createHmac('sha256', await keyFor(purpose)).update(text).digest('base64url')
}

const keys = new Map<string, Buffer>()

async function keyFor(purpose: string): Promise<Buffer> {
  const { application_key } = await applicationSecret()
  const name = `${application_key} ${purpose}`
  const known = keys.get(name)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', application_key, '', purpose, 32))
  keys.set(name, key)
  return key
}

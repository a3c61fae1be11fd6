import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** What a browser would send after `navigator.credentials.create` or `get`. */
export type BrowserCredential = Record<string, unknown>

/** A passkey in software: a device that says yes to everything. */
export interface Authenticator {
  create(options: { challenge: string; rp: { id: string }; user: { id: string } }, origin: string): BrowserCredential
  get(options: { challenge: string; rpId: string }, origin: string): BrowserCredential
}

const userPresent = 0x01
const userVerified = 0x04
const hasCredential = 0x40

/** Makes an authenticator. Without `verifies` it asks nobody for a fingerprint; with `counts` its counter goes up. */
export function createAuthenticator({ verifies = true, counts = true } = {}): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  let counter = 0
  let userHandle: string | undefined

  const authenticatorData = (rpId: string, flags: number, credential = Buffer.alloc(0)) => {
    if (counts) counter += 1
    const counted = Buffer.alloc(4)
    counted.writeUInt32BE(counter)
    const state = flags | userPresent | (verifies ? userVerified : 0)
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(state), counted, credential])
  }
  const clientData = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const credential = (response: Record<string, string | string[] | undefined>): BrowserCredential => ({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response,
  })

  return {
    create: ({ challenge, rp, user }, origin) => {
      userHandle = user.id
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      const key = map([
        [integer(1), integer(2)],
        [integer(3), integer(-7)],
        [integer(-1), integer(1)],
        [integer(-2), bytes(Buffer.from(x, 'base64url'))],
        [integer(-3), bytes(Buffer.from(y, 'base64url'))],
      ])
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key])
      const attestation = map([
        [text('fmt'), text('none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(authenticatorData(rp.id, hasCredential, attested))],
      ])
      return credential({
        clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      })
    },
    get: ({ challenge, rpId }, origin) => {
      const client = clientData('webauthn.get', challenge, origin)
      const data = authenticatorData(rpId, 0)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return credential({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
        userHandle,
      })
    },
  }
}

// As much of CBOR (RFC 8949) as an attestation needs.
function head(major: number, value: number): Buffer {
  const type = major << 5
  if (value < 24) return Buffer.of(type | value)
  return value < 256 ? Buffer.of(type | 24, value) : Buffer.of(type | 25, value >> 8, value & 0xff)
}

function integer(value: number): Buffer {
  return value < 0 ? head(1, -1 - value) : head(0, value)
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([head(2, value.length), value])
}

function text(value: string): Buffer {
  return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
}

function map(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([head(5, entries.length), ...entries.flat()])
}

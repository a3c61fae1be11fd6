import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Json } from '../../support/actor.ts'

/** A push as the browser gets it from its push service. */
export interface Push {
  readonly headers: IncomingHttpHeaders
  readonly bytes: number
  readonly message: Json
}

/** A browser with the push service that it trusts, on a port of this machine until the test has ended. */
export interface PushBrowser {
  /** What `PushSubscription.toJSON()` gives. */
  readonly subscription: { readonly endpoint: string; readonly keys: { readonly p256dh: string; readonly auth: string } }
  readonly pushes: readonly Push[]
  /** How often its push service was asked. */
  readonly asked: () => number
}

/** Starts a browser whose push service answers the nth push, from 1, with this status. */
export async function startBrowser(answer: (nth: number) => number = () => 201): Promise<PushBrowser> {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const auth = randomBytes(16)
  const pushes: Push[] = []
  let asked = 0
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    asked += 1
    const status = answer(asked)
    if (status < 300) pushes.push({ headers: request.headers, bytes: body.length, message: JSON.parse(decrypt(body, ecdh, auth)) })
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const endpoint = `http://127.0.0.1:${port}/push/${randomBytes(6).toString('hex')}`
  const keys = { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') }
  return { subscription: { endpoint, keys }, pushes, asked: () => asked }
}

/** Reads what was encrypted for a browser, as it does itself: RFC 8291, over RFC 8188 with one record. */
function decrypt(body: Buffer, ecdh: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16)
  const sender = body.subarray(21, 21 + body.readUInt8(20))
  const record = body.subarray(21 + sender.length)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
  const secret = hkdf(ecdh.computeSecret(sender), auth, info, 32)
  const key = hkdf(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = hkdf(secret, salt, 'Content-Encoding: nonce\0', 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-16))
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
  // The last record ends with 2, and any number of zeros.
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8')
}

function hkdf(secret: Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length))
}

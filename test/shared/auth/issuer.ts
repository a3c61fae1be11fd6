import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

/** An issuer of access tokens with keys of its own, on a port of this machine. */
export interface Issuer {
  readonly url: string
  /** How often its key set was fetched. */
  readonly fetches: () => number
  /** Adds a key to the key set, unless it is to stay unpublished. */
  addKey(kid: string, options?: { readonly published?: boolean }): Promise<void>
  /** A token with these claims and header fields in place of the usual ones; `undefined` leaves one out. */
  sign(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>
  /** Answers every fetch with this status from now on. */
  answerWith(status: number): void
}

export const userId = 'a'.repeat(24)
export const sessionId = 'b'.repeat(24)

/** Starts an issuer with one key, `first`. */
export async function startIssuer(): Promise<Issuer> {
  const published: JWK[] = []
  const privateKeys = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>['privateKey']>()
  let fetches = 0
  let status = 200
  const server = createServer((_, response) => {
    fetches += 1
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: published }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const issuer: Issuer = {
    url,
    fetches: () => fetches,
    addKey: async (kid, { published: isPublished = true } = {}) => {
      const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
      privateKeys.set(kid, privateKey)
      if (isPublished) published.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' })
    },
    sign: (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1000)
      const usual = { iss: url, sub: userId, sid: sessionId, role: 'member', aud: 'atrium', iat: now, exp: now + 900 }
      const protectedHeader = { alg: 'ES256', kid: 'first', typ: 'at+jwt', ...header }
      const key = privateKeys.get(protectedHeader.kid)
      if (!key) throw new Error(`No key ${protectedHeader.kid}`)
      return new SignJWT({ ...usual, ...claims }).setProtectedHeader(protectedHeader).sign(key)
    },
    answerWith: (code) => {
      status = code
    },
  }
  await issuer.addKey('first')
  return issuer
}

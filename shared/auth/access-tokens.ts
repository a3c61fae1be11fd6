import { JwtVerifier } from 'aws-jwt-verify'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model'
import * as z from 'zod'
import { Problem } from '../contract/problems.ts'
import { type Role, roles } from '../contract/roles.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { audience, issuers, type TrustedIssuer } from './issuers.ts'

/** Who a verified token speaks for. Times are in milliseconds since 1970. */
export interface Identity {
  readonly user_id: string
  readonly session_id: string | undefined
  readonly role: Role
  readonly expires_at: number
}

/** Finds the user that another issuer's subject stands for; `undefined` when there is none. */
export type ResolveSubject = (issuer: string, subject: string) => Promise<{ user_id: string; role: Role } | undefined>

/** A token that says nothing: forged, expired, of another issuer or for another audience. The cause says which. */
export class InvalidToken extends Error {
  constructor(cause?: unknown) {
    super('The access token is not valid', { cause })
    this.name = 'InvalidToken'
  }
}

const OwnClaims = z.object({
  sub: z.string().regex(/^[0-9a-f]{24}$/),
  sid: z.string().regex(/^[0-9a-f]{24}$/),
  role: z.enum(roles),
  exp: z.number(),
})

const ForeignClaims = z.object({ iss: z.string(), sub: z.string().min(1), exp: z.number() })

// Longer than any real token, short enough that a flood of garbage costs nothing.
const longestToken = 8192
const mostRemembered = 5000
const keysAgeMs = 600_000

interface Verifier {
  readonly jwt: Pick<ReturnType<typeof createJwtVerifier>, 'verify' | 'hydrate'>
  readonly remembered: Map<string, Identity>
  keys_from: number
}

// The functions of a local stack share one process, so that a verifier belongs to its issuers, not to a function.
const verifiers = new Map<string, Verifier>()

/**
 * Checks signature, issuer, audience, type and expiry of a bearer token and says who it is for. Tokens of trusted issuers
 * other than this service need `resolve`; without it they are refused. A token once verified is remembered until it
 * expires. Throws `InvalidToken`, or the problem `unavailable` when an issuer's keys cannot be fetched.
 */
export async function verifyAccessToken(token: string, resolve?: ResolveSubject): Promise<Identity> {
  const verifier = currentVerifier()
  const known = recall(verifier.remembered, token)
  if (known) return known
  if (token.length > longestToken) throw new InvalidToken('too long')
  refreshKeys(verifier)
  const identity = await identify(await verifyClaims(verifier, token), resolve)
  remember(verifier.remembered, token, identity)
  return identity
}

async function verifyClaims({ jwt }: Verifier, token: string): Promise<JwtPayload> {
  try {
    return await jwt.verify(token)
  } catch (error) {
    // Whatever else goes wrong does so because of what the token says.
    throw error instanceof Problem ? error : new InvalidToken(error)
  }
}

async function identify(payload: JwtPayload, resolve: ResolveSubject | undefined): Promise<Identity> {
  if (payload.iss === issuers().TOKEN_ISSUER) {
    const { sub, sid, role, exp } = parsed(OwnClaims, payload)
    return { user_id: sub, session_id: sid, role, expires_at: exp * 1000 }
  }
  const { iss, sub, exp } = parsed(ForeignClaims, payload)
  const user = await resolve?.(iss, sub)
  if (!user) throw new InvalidToken('nobody is known by this subject')
  return { ...user, session_id: undefined, expires_at: exp * 1000 }
}

function parsed<Claims extends z.ZodType>(claims: Claims, payload: JwtPayload): z.output<Claims> {
  const result = claims.safeParse(payload)
  if (!result.success) throw new InvalidToken(result.error)
  return result.data
}

function currentVerifier(): Verifier {
  const { TOKEN_ISSUER, TRUSTED_ISSUERS } = issuers()
  const name = TRUSTED_ISSUERS.length === 0 ? TOKEN_ISSUER : JSON.stringify([TOKEN_ISSUER, TRUSTED_ISSUERS])
  const known = verifiers.get(name)
  if (known) return known
  const verifier = { jwt: createJwtVerifier(TOKEN_ISSUER, TRUSTED_ISSUERS), remembered: new Map(), keys_from: Date.now() }
  verifiers.set(name, verifier)
  return verifier
}

function createJwtVerifier(own: string, trusted: readonly TrustedIssuer[]) {
  return JwtVerifier.create(
    [
      { issuer: own, audience, customJwtCheck: ({ header }) => requireType(header) },
      ...trusted.map(({ issuer, client_ids }) => ({
        issuer,
        audience: null,
        customJwtCheck: ({ payload }: { payload: JwtPayload }) => requireClient(payload, client_ids),
      })),
    ],
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeySet } }) },
  )
}

// RFC 9068: the type keeps other things signed with the same key from passing for an access token.
function requireType({ typ }: JwtHeader): void {
  if (typ !== 'at+jwt') throw new InvalidToken('not an access token')
}

function requireClient({ aud, client_id, azp, token_use }: JwtPayload, clients: readonly string[]): void {
  if (token_use !== undefined && token_use !== 'access') throw new InvalidToken('not an access token')
  const named = [aud, client_id, azp].flat()
  if (!named.some((name) => typeof name === 'string' && clients.includes(name))) throw new InvalidToken('meant for someone else')
}

/**
 * Reads the key sets anew from time to time, beside the call that happens to come by: a key is published well before it
 * signs, so it is known in time, and forged key ids, which put off fetching for a while, cannot keep it out.
 */
function refreshKeys(verifier: Verifier): void {
  const now = Date.now()
  if (now - verifier.keys_from < keysAgeMs) return
  verifier.keys_from = now
  verifier.jwt.hydrate().catch(() => undefined)
}

function recall(remembered: Map<string, Identity>, token: string): Identity | undefined {
  const identity = remembered.get(token)
  if (identity && identity.expires_at > Date.now()) return identity
  remembered.delete(token)
  return undefined
}

function remember(remembered: Map<string, Identity>, token: string, identity: Identity): void {
  if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value as string)
  remembered.set(token, identity)
}

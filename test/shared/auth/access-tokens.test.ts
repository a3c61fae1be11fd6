import { expect, it, onTestFinished, vi } from 'vitest'
import { InvalidToken, type ResolveSubject, verifyAccessToken } from '../../../shared/auth/access-tokens.ts'
import { runInEnvironment } from '../../../shared/runtime/environment.ts'
import { patience } from '../../support/patience.ts'
import { type Issuer, sessionId, startIssuer, userId } from './issuer.ts'

function verifier(own: Issuer, trusted: readonly { issuer: string; client_ids: string[] }[] = []) {
  const environment = Object.freeze({ TOKEN_ISSUER: own.url, TRUSTED_ISSUERS: JSON.stringify(trusted) })
  return (token: string, resolve?: ResolveSubject) => runInEnvironment(environment, () => verifyAccessToken(token, resolve))
}

function withPart(token: string, at: number, part: unknown): string {
  return token.split('.').with(at, Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
}

it('a token of this service says who it is for', async () => {
  const issuer = await startIssuer()
  const exp = Math.floor(Date.now() / 1000) + 60
  const identity = await verifier(issuer)(await issuer.sign({ role: 'admin', exp }))
  expect(identity).toEqual({ user_id: userId, session_id: sessionId, role: 'admin', expires_at: exp * 1000 })
})

it('whatever is wrong with a token, it is refused', async () => {
  const issuer = await startIssuer()
  await issuer.addKey('stranger', { published: false })
  const other = await startIssuer()
  const good = await issuer.sign()
  const past = Math.floor(Date.now() / 1000) - 1
  const verify = verifier(issuer)
  const refused: Record<string, string> = {
    empty: '',
    'no token': 'not a token',
    'no UTF-8 inside': `${Buffer.from([0xff]).toString('base64url')}.e30.e30`,
    'far too long': `${good}${'A'.repeat(9000)}`,
    'expired': await issuer.sign({ exp: past }),
    'without expiry': await issuer.sign({ exp: undefined }),
    'not yet good': await issuer.sign({ nbf: past + 3600 }),
    'for another audience': await issuer.sign({ aud: 'somewhere-else' }),
    'without audience': await issuer.sign({ aud: undefined }),
    'of another issuer': await other.sign(),
    'of another issuer that claims to be this one': await other.sign({ iss: issuer.url }),
    'for nobody': await issuer.sign({ sub: undefined }),
    'for what is no user': await issuer.sign({ sub: 'ada' }),
    'with a role that is none': await issuer.sign({ role: 'owner' }),
    'of another type': await issuer.sign({}, { typ: 'JWT' }),
    'with another key id': await issuer.sign({}, { kid: 'stranger' }),
    'unsigned': withPart(good, 0, { alg: 'none', kid: 'first', typ: 'at+jwt' }).replace(/[^.]*$/, ''),
    'unsigned, with a signature': withPart(good, 0, { alg: 'none', kid: 'first', typ: 'at+jwt' }),
    'signed as if the public key were a secret': withPart(good, 0, { alg: 'HS256', kid: 'first', typ: 'at+jwt' }),
    'with other claims': withPart(good, 1, { iss: issuer.url, sub: userId, role: 'admin', aud: 'atrium', exp: past + 900 }),
    'with a cut signature': good.slice(0, -4),
  }
  for (const [what, token] of Object.entries(refused)) {
    await expect(verify(token), what).rejects.toBeInstanceOf(InvalidToken)
  }
  await expect(verify(good)).resolves.toMatchObject({ user_id: userId })
})

it('a token is remembered until it expires, and no longer', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const issuer = await startIssuer()
  const verify = verifier(issuer)
  const token = await issuer.sign()
  const first = await verify(token)
  issuer.answerWith(500)
  vi.advanceTimersByTime(899_000 - (Date.now() % 1000))
  expect(await verify(token)).toBe(first)
  vi.advanceTimersByTime(2000)
  await expect(verify(token)).rejects.toBeInstanceOf(InvalidToken)
})

it('keys are fetched once, and once more for a key that is new', async () => {
  const issuer = await startIssuer()
  const verify = verifier(issuer)
  await Promise.all(Array.from({ length: 5 }, async (_, n) => verify(await issuer.sign({ n }))))
  expect(issuer.fetches()).toBe(1)
  await issuer.addKey('second')
  await verify(await issuer.sign({}, { kid: 'second' }))
  expect(issuer.fetches()).toBe(2)
})

it('forged key ids neither flood the issuer nor keep a published key out for long', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const issuer = await startIssuer()
  const verify = verifier(issuer)
  const good = await issuer.sign()
  await verify(good)
  await issuer.addKey('second')
  for (const kid of ['x', 'y', 'z']) {
    await expect(verify(withPart(good, 0, { alg: 'ES256', kid, typ: 'at+jwt' }))).rejects.toBeInstanceOf(InvalidToken)
  }
  expect(issuer.fetches()).toBe(2)
  vi.advanceTimersByTime(11 * 60_000)
  await issuer.addKey('third')
  await verify(await issuer.sign({ n: 1 }))
  await vi.waitFor(() => expect(issuer.fetches()).toBe(3), patience)
  await vi.waitFor(async () => verify(await issuer.sign({}, { kid: 'third' })), patience)
})

it('when the keys cannot be read, that is no fault of the token', async () => {
  const issuer = await startIssuer()
  issuer.answerWith(503)
  await expect(verifier(issuer)(await issuer.sign())).rejects.toMatchObject({ code: 'unavailable', status: 503 })
})

it('a trusted issuer is believed for its own clients, as far as someone knows its subjects', async () => {
  const [own, other] = [await startIssuer(), await startIssuer()]
  const verify = verifier(own, [{ issuer: other.url, client_ids: ['web'] }])
  const resolve: ResolveSubject = async (issuer, subject) =>
    issuer === other.url && subject === 'user_1' ? { user_id: userId, role: 'member' } : undefined
  const claims = { sub: 'user_1', role: 'admin', aud: undefined, sid: undefined }

  for (const [n, client] of [{ aud: ['web', 'ios'] }, { client_id: 'web', token_use: 'access' }, { azp: 'web' }].entries()) {
    const identity = await verify(await other.sign({ ...claims, ...client, n }), resolve)
    expect(identity).toMatchObject({ user_id: userId, role: 'member', session_id: undefined })
  }
  await expect(verify(await other.sign({ ...claims, azp: 'elsewhere' }), resolve)).rejects.toBeInstanceOf(InvalidToken)
  await expect(verify(await other.sign({ ...claims, azp: 'web', token_use: 'id' }), resolve)).rejects.toBeInstanceOf(InvalidToken)
  await expect(verify(await other.sign({ ...claims, azp: 'web', sub: 'user_2' }), resolve)).rejects.toBeInstanceOf(InvalidToken)
  await expect(verify(await other.sign({ ...claims, azp: 'web', n: 'unknown' }))).rejects.toBeInstanceOf(InvalidToken)
})

import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ObjectId } from 'mongodb'
import { decodeProtectedHeader } from 'jose'
import { beforeAll, expect, it } from 'vitest'
import { createSecretsEndpoint } from '../../../infra/local/secrets.ts'
import { signAccessToken } from '../../../shared/auth/sign-access-token.ts'
import { ensureSigningKeys, publicKeySet, rotateSigningKeys } from '../../../shared/auth/signing-keys.ts'
import { runInEnvironment } from '../../../shared/runtime/environment.ts'
import { answerService } from '../../support/services.ts'

const hour = 3_600_000
const day = 24 * hour
const start = new Date('2026-01-01T00:00:00Z')
const after = (ms: number) => new Date(start.getTime() + ms)

const secrets = createSecretsEndpoint({ stateDir: mkdtempSync(join(tmpdir(), 'atrium-secrets-')) })
beforeAll(() => answerService('SECRETS_MANAGER', (request, response) => void secrets.handle(request, response)))

function keyRing() {
  const name = randomUUID()
  secrets.ensure(name, () => JSON.stringify({ keys: [] }))
  const environment = Object.freeze({ SIGNING_KEYS_SECRET_ID: name, TOKEN_ISSUER: 'http://127.0.0.1:1' })
  const run = <Result>(work: () => Result) => runInEnvironment(environment, work)
  const subject = { user_id: new ObjectId(), session_id: new ObjectId(), role: 'member' as const }
  return {
    ensure: (now: Date) => run(() => ensureSigningKeys(now)),
    rotate: (now: Date) => run(() => rotateSigningKeys(now)),
    published: async (now: Date) => (await run(() => publicKeySet(now))).keys.map(({ kid }) => kid),
    signsWith: async (now: Date) => decodeProtectedHeader(await run(() => signAccessToken(subject, now))).kid,
    keySet: (now: Date) => run(() => publicKeySet(now)),
  }
}

it('of two that make the first key at the same time, one does', async () => {
  const ring = keyRing()
  await Promise.all([ring.ensure(start), ring.ensure(start), ring.rotate(start)])
  expect(await ring.published(start)).toHaveLength(1)
})

it('no private half is published', async () => {
  const ring = keyRing()
  await ring.ensure(start)
  const { keys } = await ring.keySet(start)
  expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
})

it('without a key nothing is signed', async () => {
  await expect(keyRing().signsWith(start)).rejects.toThrow('no signing key')
})

it('the next key is published a day before it signs, and the old one goes once its tokens have expired', async () => {
  const ring = keyRing()
  await ring.ensure(start)
  const [first] = await ring.published(start)

  await ring.rotate(after(89 * day))
  expect(await ring.published(after(89 * day))).toEqual([first])

  await ring.rotate(after(90 * day))
  const both = await ring.published(after(90 * day))
  expect(both).toHaveLength(2)
  expect(await ring.signsWith(after(90 * day))).toBe(first)
  await ring.rotate(after(90 * day + hour))
  expect(await ring.published(after(90 * day + hour))).toEqual(both)

  expect(await ring.signsWith(after(91 * day - 1))).toBe(first)
  expect(await ring.signsWith(after(91 * day))).toBe(both[1])
  expect(await ring.published(after(91 * day + hour - 1))).toEqual(both)
  expect(await ring.published(after(91 * day + hour))).toEqual([both[1]])
  await ring.rotate(after(92 * day))
  expect(await ring.published(after(92 * day))).toEqual([both[1]])
})

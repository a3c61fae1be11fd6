import { createECDH, randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { createSecretsEndpoint } from '../../../infra/local/secrets.ts'
import { ensurePushKey, pushKey } from '../../../shared/push/push-key.ts'
import { runInEnvironment } from '../../../shared/runtime/environment.ts'
import { readSecret } from '../../../shared/runtime/secrets.ts'
import { answerService } from '../../support/services.ts'

const secrets = createSecretsEndpoint({ stateDir: mkdtempSync(join(tmpdir(), 'atrium-secrets-')) })
beforeAll(() => answerService('SECRETS_MANAGER', (request, response) => void secrets.handle(request, response)))

/** An environment with a secret as the template makes it. */
function deployment() {
  const name = randomUUID()
  secrets.ensure(name, () => '{}')
  const environment = Object.freeze({ PUSH_KEY_SECRET_ID: name })
  return Object.assign(<Result>(work: () => Result) => runInEnvironment(environment, work), { secret: name })
}

it('there is none before the first deployment, and it is found after it', async () => {
  const run = deployment()
  await expect(run(pushKey)).rejects.toThrow('public_key')
  await run(() => ensurePushKey())
  const { public_key, private_key } = await run(pushKey)
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(private_key, 'base64url')
  expect(ecdh.getPublicKey('base64url')).toBe(public_key)
})

it('later deployments keep it, and of two at the same time one makes it', async () => {
  const run = deployment()
  await Promise.all([run(() => ensurePushKey()), run(() => ensurePushKey())])
  const made = await run(pushKey)
  await run(() => ensurePushKey())
  expect(JSON.parse(await readSecret(run.secret))).toEqual(made)
})

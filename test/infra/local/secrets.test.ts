import { statSync } from 'node:fs'
import { join } from 'node:path'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { expect, onTestFinished, test } from 'vitest'
import { createSecretsEndpoint } from '../../../infra/local/secrets.ts'
import { listen } from './listen.ts'
import { stateDir } from './state-dir.ts'

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const name = 'atrium/signing-key'

async function startSecrets(folder = stateDir()) {
  const secrets = createSecretsEndpoint({ stateDir: folder })
  const arn = secrets.ensure(name, () => 'first')
  const { url } = await listen(async (req, res) => {
    if (!(await secrets.handle(req, res))) res.writeHead(404).end()
  })
  const client = new SecretsManagerClient({ endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 })
  onTestFinished(() => client.destroy())
  return { client, arn, url, folder }
}

test('a secret is read by its name, its ARN and its ARN without suffix', async () => {
  const { client, arn } = await startSecrets()
  expect(arn).toMatch(/^arn:aws:secretsmanager:local:000000000000:secret:atrium\/signing-key-\w{6}$/)
  for (const SecretId of [name, arn, arn.slice(0, -7)]) {
    const value = await client.send(new GetSecretValueCommand({ SecretId }))
    expect(value).toMatchObject({ Name: name, ARN: arn, SecretString: 'first', VersionStages: ['AWSCURRENT'] })
    expect(value.CreatedDate).toBeInstanceOf(Date)
  }
})

test('a new value becomes the current one and leaves the last as the previous one', async () => {
  const { client } = await startSecrets()
  for (const SecretString of ['second', 'third']) await client.send(new PutSecretValueCommand({ SecretId: name, SecretString }))
  const read = (VersionStage?: string) => client.send(new GetSecretValueCommand({ SecretId: name, VersionStage }))
  expect((await read()).SecretString).toBe('third')
  expect((await read('AWSPREVIOUS')).SecretString).toBe('second')

  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: name }))
  expect(Object.values(VersionIdsToStages ?? {}).flat().toSorted()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
})

test('a pending version leaves the current one in place', async () => {
  const { client } = await startSecrets()
  await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'next', VersionStages: ['AWSPENDING'] }))
  expect((await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString).toBe('first')
  const pending = await client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSPENDING' }))
  expect(pending.SecretString).toBe('next')
})

test('a repeated token changes nothing, and with another value it is refused', async () => {
  const { client } = await startSecrets()
  const ClientRequestToken = crypto.randomUUID()
  const put = (SecretString: string) => client.send(new PutSecretValueCommand({ SecretId: name, SecretString, ClientRequestToken }))
  const once = await put('second')
  expect(await put('second')).toMatchObject({ VersionId: once.VersionId })
  await expect(put('other')).rejects.toMatchObject({ name: 'ResourceExistsException' })
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: name }))
  expect(Object.keys(VersionIdsToStages ?? {})).toHaveLength(2)
  const previous = await client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSPREVIOUS' }))
  expect(previous.SecretString).toBe('first')
})

test('bytes come back as they went in', async () => {
  const { client } = await startSecrets()
  const SecretBinary = Uint8Array.from([0, 255, 7])
  await client.send(new PutSecretValueCommand({ SecretId: name, SecretBinary }))
  const value = await client.send(new GetSecretValueCommand({ SecretId: name }))
  expect([...(value.SecretBinary ?? [])]).toEqual([0, 255, 7])
})

test('what is not there, and a put without a value, are refused by name', async () => {
  const { client } = await startSecrets()
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'absent' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  await expect(client.send(new PutSecretValueCommand({ SecretId: name }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
})

test('values survive a restart in a file that only its owner reads', async () => {
  const first = await startSecrets()
  await first.client.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'kept' }))
  const { mode } = statSync(join(first.folder, 'secrets.json'))
  expect(mode & 0o777).toBe(0o600)

  const { client } = await startSecrets(first.folder)
  expect((await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString).toBe('kept')
})

test('a request to another service is left alone', async () => {
  const { url } = await startSecrets()
  const headers = { 'X-Amz-Target': 'AmazonSQS.SendMessage' }
  expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(404)
})

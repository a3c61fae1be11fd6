import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

let client: Promise<SecretsManagerClient> | undefined

async function connect(): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  return new SecretsManagerClient({})
}

/** The text of a secret. Throws what Secrets Manager throws. */
export async function readSecret(id: string): Promise<string> {
  const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager')
  client ??= connect()
  const { SecretString } = await (await client).send(new GetSecretValueCommand({ SecretId: id }))
  return SecretString ?? ''
}

/** Replaces the text of a secret. */
export async function writeSecret(id: string, text: string): Promise<void> {
  const { PutSecretValueCommand } = await import('@aws-sdk/client-secrets-manager')
  client ??= connect()
  await (await client).send(new PutSecretValueCommand({ SecretId: id, SecretString: text }))
}

import { createHash } from 'node:crypto'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/** A secret as it was at one time. */
export interface SecretVersion {
  readonly text: string
  readonly version: string
}

let client: Promise<SecretsManagerClient> | undefined

async function connect(): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  return new SecretsManagerClient({})
}

/** The text of a secret. Throws what Secrets Manager throws. */
export async function readSecret(id: string): Promise<string> {
  return (await readSecretVersion(id)).text
}

/** The text of a secret with the name of its version, for `replaceSecret`. */
export async function readSecretVersion(id: string): Promise<SecretVersion> {
  const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager')
  client ??= connect()
  const { SecretString, VersionId } = await (await client).send(new GetSecretValueCommand({ SecretId: id }))
  return { text: SecretString ?? '', version: VersionId ?? '' }
}

/**
 * Replaces the text of a secret unless someone else has replaced this version of it; says whether it did. The name of the
 * next version follows from this one's, and Secrets Manager takes each name with one text only.
 */
export async function replaceSecret(id: string, { version }: SecretVersion, text: string): Promise<boolean> {
  const { PutSecretValueCommand, ResourceExistsException } = await import('@aws-sdk/client-secrets-manager')
  client ??= connect()
  const next = createHash('sha256').update(`${id} ${version}`).digest('hex')
  try {
    await (await client).send(new PutSecretValueCommand({ SecretId: id, SecretString: text, ClientRequestToken: next }))
    return true
  } catch (error) {
    if (error instanceof ResourceExistsException) return false
    throw error
  }
}

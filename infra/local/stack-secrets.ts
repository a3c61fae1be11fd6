import { randomInt } from 'node:crypto'
import * as z from 'zod'
import { ensureSigningKeys } from '../../shared/auth/signing-keys.ts'
import { ensurePushKey } from '../../shared/push/push-key.ts'
import { readSecretVersion, replaceSecret } from '../../shared/runtime/secrets.ts'
import type { createSecretsEndpoint } from './secrets.ts'
import type { Cloud } from './template.ts'

const generated = z.object({
  SecretStringTemplate: z.string().default('{}'),
  GenerateStringKey: z.string(),
  PasswordLength: z.number().default(32),
})
const properties = { Name: z.string(), SecretString: z.string().optional(), GenerateSecretString: generated.optional() }
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Makes the secrets of the templates that do not exist yet, and writes what a deployment does: the database's address and
 * the first keys.
 */
export async function ensureSecrets(
  cloud: Cloud,
  secrets: ReturnType<typeof createSecretsEndpoint>,
  mongodbUri: string,
): Promise<void> {
  for (const resource of cloud.ofType('AWS::SecretsManager::Secret')) {
    const { Name, SecretString, GenerateSecretString } = resource.read(properties)
    secrets.ensure(Name, () => (GenerateSecretString ? generate(GenerateSecretString) : (SecretString ?? '')))
    if (GenerateSecretString?.SecretStringTemplate.includes('mongodb_uri')) await writeAddress(Name, mongodbUri)
    if (resource.logicalId === 'SigningKeys') await ensureSigningKeys(new Date(), Name)
    if (resource.logicalId === 'PushKey') await ensurePushKey(Name)
  }
}

function generate({ SecretStringTemplate, GenerateStringKey, PasswordLength }: z.output<typeof generated>): string {
  const password = Array.from({ length: PasswordLength }, () => letters[randomInt(letters.length)]).join('')
  return JSON.stringify({ ...JSON.parse(SecretStringTemplate), [GenerateStringKey]: password })
}

/** The port of the database may be another one at each start. */
async function writeAddress(name: string, mongodb_uri: string): Promise<void> {
  const current = await readSecretVersion(name)
  const known = z.looseObject({ mongodb_uri: z.string() }).parse(JSON.parse(current.text))
  if (known.mongodb_uri !== mongodb_uri) await replaceSecret(name, current, JSON.stringify({ ...known, mongodb_uri }))
}

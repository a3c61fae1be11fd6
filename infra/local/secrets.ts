import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import * as z from 'zod'
import { replaceFileSync } from './durable-file.ts'
import { answerJson, answerServiceError, readJson, ServiceError } from './exchange.ts'

interface Version {
  readonly id: string
  readonly value: { readonly SecretString: string } | { readonly SecretBinary: string }
  readonly created_at: number
  stages: string[]
}

/** The versions of each secret by its name, the oldest first. */
type Secrets = Record<string, Version[]>

const target = 'secretsmanager.'
const bodyLimit = 256 * 1024
const keptVersions = 100

const anything = z.unknown()
const secretId = z.string().min(1).max(2048)
const describeInput = z.object({ SecretId: secretId })
const getInput = z.object({ SecretId: secretId, VersionId: z.string().optional(), VersionStage: z.string().optional() })
const putInput = z.object({
  SecretId: secretId,
  ClientRequestToken: z.string().min(32).max(64).default(randomUUID),
  SecretString: z.string().max(65536).optional(),
  SecretBinary: z.base64().optional(),
  VersionStages: z.array(z.string()).min(1).default(['AWSCURRENT']),
})

/** Secrets Manager over `<stateDir>/secrets.json`. Secrets come into being through `ensure`, as a template's do by deployment. */
export function createSecretsEndpoint({ stateDir }: { stateDir: string }) {
  const file = join(stateDir, 'secrets.json')
  mkdirSync(stateDir, { recursive: true })
  const secrets = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Secrets) : {}

  const add = (name: string, version: Version) => {
    const versions = secrets[name] ?? []
    for (const other of versions) moveStages(other, version)
    secrets[name] = [...versions, version].slice(-keptVersions)
    replaceFileSync(file, JSON.stringify(secrets, null, 2))
  }

  const operations: Record<string, (input: unknown) => object> = {
    GetSecretValue(input) {
      const { SecretId, VersionId, VersionStage } = getInput.parse(input)
      const { name, versions } = find(secrets, SecretId)
      const stage = VersionStage ?? (VersionId ? undefined : 'AWSCURRENT')
      const version = versions.find(({ id, stages }) => (!VersionId || id === VersionId) && (!stage || stages.includes(stage)))
      if (!version) throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.")
      return { ...receipt(name, version), ...version.value, CreatedDate: version.created_at }
    },

    PutSecretValue(input) {
      const { SecretId, ClientRequestToken, SecretString, SecretBinary, VersionStages } = putInput.parse(input)
      const { name, versions } = find(secrets, SecretId)
      if ((SecretString === undefined) === (SecretBinary === undefined)) {
        throw new ServiceError('InvalidParameterException', 'Give either SecretString or SecretBinary.')
      }
      const value = SecretString === undefined ? { SecretBinary: SecretBinary as string } : { SecretString }
      const known = versions.find(({ id }) => id === ClientRequestToken)
      if (known && JSON.stringify(known.value) !== JSON.stringify(value)) {
        throw new ServiceError('ResourceExistsException', 'A version with this token and another value exists.')
      }
      if (known) return receipt(name, known)
      const version = newVersion(ClientRequestToken, value, VersionStages)
      add(name, version)
      return receipt(name, version)
    },

    DescribeSecret(input) {
      const { name, versions } = find(secrets, describeInput.parse(input).SecretId)
      return {
        ARN: arnOf(name),
        Name: name,
        CreatedDate: versions[0]?.created_at,
        LastChangedDate: versions.at(-1)?.created_at,
        VersionIdsToStages: Object.fromEntries(versions.map(({ id, stages }) => [id, stages])),
      }
    },
  }

  return {
    /** Answers `req` if it is a Secrets Manager request; `false` leaves it untouched. */
    async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      const action = req.headers['x-amz-target']
      if (typeof action !== 'string' || !action.startsWith(target)) return false
      try {
        const name = action.slice(target.length)
        const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
        if (!operation) throw new ServiceError('UnknownOperationException', `${action} is not offered here`)
        const input = await readJson(req, anything, { limit: bodyLimit, refusal: 'InvalidRequestException' })
        answerJson(res, 200, operation(input), 'application/x-amz-json-1.1')
      } catch (error) {
        if (error instanceof z.ZodError) {
          answerServiceError(res, new ServiceError('InvalidParameterException', z.prettifyError(error)))
        } else if (error instanceof ServiceError) {
          answerServiceError(res, error)
        } else throw error
      }
      return true
    },

    /** Makes a secret with the value of `initial` unless there is one, and returns its ARN. */
    ensure(name: string, initial: () => string): string {
      if (!secrets[name]) add(name, newVersion(randomUUID(), { SecretString: initial() }, ['AWSCURRENT']))
      return arnOf(name)
    },
  }
}

/** A stage stands on one version; the version that was current becomes the previous one. */
function moveStages(other: Version, version: Version): void {
  const replaced = version.stages.includes('AWSCURRENT')
  const wasCurrent = other.stages.includes('AWSCURRENT')
  other.stages = other.stages.filter((stage) => !version.stages.includes(stage) && !(replaced && stage === 'AWSPREVIOUS'))
  if (replaced && wasCurrent) other.stages.push('AWSPREVIOUS')
}

function newVersion(id: string, value: Version['value'], stages: string[]): Version {
  return { id, value, stages, created_at: Date.now() / 1000 }
}

function receipt(name: string, { id, stages }: Version) {
  return { ARN: arnOf(name), Name: name, VersionId: id, VersionStages: stages }
}

function arnOf(name: string): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6)
  return `arn:aws:secretsmanager:local:000000000000:secret:${name}-${suffix}`
}

/** A secret by its name or by its ARN, with or without the six characters that end one. */
function find(secrets: Secrets, idOrArn: string): { name: string; versions: Version[] } {
  const name = idOrArn.startsWith('arn:') ? idOrArn.split(':').slice(6).join(':') : idOrArn
  for (const candidate of [name, name.replace(/-\w{6}$/, '')]) {
    const versions = Object.hasOwn(secrets, candidate) ? secrets[candidate] : undefined
    if (versions) return { name: candidate, versions }
  }
  throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
}

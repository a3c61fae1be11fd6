import type { Acknowledgment, Stack } from 'aws-cdk-lib'
import type { FunctionContract } from '../../shared/contract/domain.ts'
import { eventRoutes } from './environment.ts'
import { findsVideoFrames, jobQueueArn, jobRoleArn } from './jobs.ts'
import { deadLetterQueueName, exportName, queueArn, queueName } from './names.ts'
import type { Platform } from './platform.ts'

/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What a function may do beyond its own logs and traces: no more than its contract uses. */
export function permissionsOf(stack: Stack, contract: FunctionContract, platform: Platform): Statement[] {
  return [
    ...readSecrets(stack, platform, keysOf(contract, platform)),
    ...sending(stack, contract, platform),
    ...receiving(stack, contract, platform),
    ...using(stack, contract, platform),
  ]
}

interface Keys {
  /** Secrets beside the application's. */
  readonly read: readonly string[]
  readonly write: readonly string[]
}

/** Reading the application's secret, and the keys that a function uses or makes. */
export function readSecrets(stack: Stack, platform: Platform, { read, write }: Keys): Statement[] {
  const writes = write.length > 0
  const throughSecrets = { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.${stack.urlSuffix}` } }
  return [
    allow('ReadSecrets', 'secretsmanager:GetSecretValue', read.length > 0 ? [platform.secretArn, ...read] : platform.secretArn),
    ...(writes ? [allow('WriteKeys', 'secretsmanager:PutSecretValue', write)] : []),
    {
      ...allow('UseSecretsKey', writes ? ['kms:Decrypt', 'kms:GenerateDataKey'] : 'kms:Decrypt', platform.keyArn),
      Condition: throughSecrets,
    },
  ]
}

/** One statement that allows these actions on these resources. */
export function allow(Sid: string, Action: Statement['Action'], Resource: Statement['Resource']): Statement {
  return { Sid, Effect: 'Allow', Action, Resource }
}

/** Why some of these permissions are for more than one resource, as the rules of AWS Solutions want it said. */
export function exceptionsOf({ uses = [] }: FunctionContract, { settings: { app } }: Platform): Acknowledgment[] {
  const socketApi = `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:${exportName(app, 'socket-api')}`
  return [
    ...(uses.includes('media')
      ? [
          {
            id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${exportName(app, 'media-bucket')}/*]`,
            reason: 'Keys of media are random.',
          },
        ]
      : []),
    ...(uses.includes('media-links')
      ? ['private', 'public'].map((prefix) => ({
          id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${exportName(app, 'media-bucket')}/${prefix}/*]`,
          reason: 'Keys of media are random.',
        }))
      : []),
    ...(uses.includes('sockets')
      ? [{ id: `AwsSolutions-IAM5[Resource::${socketApi}/ws/*/@connections/*]`, reason: 'Connections come and go.' }]
      : []),
  ]
}

// Keys that sign tokens are changed by a schedule alone; calls only sign with them.
function keysOf({ kind, uses = [] }: FunctionContract, { signingKeysSecretArn, pushKeySecretArn }: Platform): Keys {
  const signing = uses.includes('signing-key') ? [signingKeysSecretArn] : []
  return { read: [...signing, ...(uses.includes('push-key') ? [pushKeySecretArn] : [])], write: kind === 'schedule' ? signing : [] }
}

function sending(stack: Stack, contract: FunctionContract, platform: Platform): Statement[] {
  const workers = receiversOf(contract, platform)
  if (workers.length === 0) return []
  return [
    allow(
      'SendEvents',
      'sqs:SendMessage',
      workers.map((id) => queueArn(stack, queueName(platform.settings.app, id))),
    ),
  ]
}

function receiversOf(contract: FunctionContract, platform: Platform): string[] {
  // What a crash left behind may be meant for any worker.
  const sweeps = contract.kind === 'schedule' && contract.sweeps_outboxes === true
  const ids = sweeps
    ? platform.domains.flatMap(({ workers }) => workers).map(({ id }) => id)
    : Object.values(eventRoutes(contract, platform)).flat()
  return [...new Set(ids)].toSorted()
}

function receiving(stack: Stack, contract: FunctionContract, { settings }: Platform): Statement[] {
  if (contract.kind !== 'worker') return []
  const actions = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']
  return [allow('EmptyOwnQueue', actions, queueArn(stack, queueName(settings.app, contract.id)))]
}

function using(stack: Stack, contract: FunctionContract, platform: Platform): Statement[] {
  const uses = new Set(contract.uses)
  return [
    ...(uses.has('mail') ? [mail(stack, platform)] : []),
    ...(uses.has('media') ? media(stack, platform) : []),
    ...(uses.has('media-links') ? [mediaLinks(stack, platform)] : []),
    ...(uses.has('video-frames') ? videoFrames(stack, platform) : []),
    ...(uses.has('sockets') && platform.socketApiId !== undefined ? [sockets(stack, platform.socketApiId)] : []),
    ...(uses.has('queue-depths') ? [queueDepths(stack, platform)] : []),
    ...(uses.has('redrive') ? redrive(stack, platform) : []),
  ]
}

function queueDepths(stack: Stack, platform: Platform): Statement {
  return allow('ReadQueueDepths', 'sqs:GetQueueAttributes', [...workerQueues(stack, platform), ...deadLetterQueues(stack, platform)])
}

// SQS moves messages in the name of who asks.
function redrive(stack: Stack, platform: Platform): Statement[] {
  const take = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:StartMessageMoveTask']
  return [
    allow('TakeDeadLetters', take, deadLetterQueues(stack, platform)),
    allow('PutBack', 'sqs:SendMessage', workerQueues(stack, platform)),
  ]
}

function workerQueues(stack: Stack, { domains, settings }: Platform): string[] {
  return domains.flatMap(({ workers }) => workers).map(({ id }) => queueArn(stack, queueName(settings.app, id)))
}

function deadLetterQueues(stack: Stack, { domains, settings }: Platform): string[] {
  return domains.flatMap(({ workers }) => workers).map(({ id }) => queueArn(stack, deadLetterQueueName(settings.app, id)))
}

function mail(stack: Stack, { settings }: Platform): Statement {
  const identities = [settings.mail_from, settings.mail_from.replace(/^.*@/, '')]
  return {
    ...allow(
      'SendMail',
      'ses:SendEmail',
      identities.map((name) => stack.formatArn({ service: 'ses', resource: `identity/${name}` })),
    ),
    Condition: { StringEquals: { 'ses:FromAddress': settings.mail_from } },
  }
}

// Who may not list a bucket is not told either that an object is not there.
function media(stack: Stack, { mediaBucketName }: Platform): Statement[] {
  const bucket = stack.formatArn({ service: 's3', region: '', account: '', resource: mediaBucketName })
  const parts = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts']
  return [
    allow('UseMedia', [...parts, 's3:DeleteObject', 's3:GetObject', 's3:PutObject'], `${bucket}/*`),
    allow('ListMedia', 's3:ListBucket', bucket),
  ]
}

// A signed link opens what its signer may read. Public files are among it while a change of visibility moves them.
function mediaLinks(stack: Stack, { mediaBucketName }: Platform): Statement {
  const under = (prefix: string) =>
    stack.formatArn({ service: 's3', region: '', account: '', resource: mediaBucketName, resourceName: `${prefix}/*` })
  return allow('SignMediaLinks', 's3:GetObject', [under('private'), under('public')])
}

// A job works with the role that who begins it hands over.
function videoFrames(stack: Stack, { settings, domains }: Platform): Statement[] {
  if (!findsVideoFrames(settings, domains)) return []
  const toService = { StringEquals: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' } }
  return [
    allow('AskForVideoFrames', 'mediaconvert:CreateJob', jobQueueArn(stack, settings.app, 'video-frames')),
    { ...allow('HandOverRole', 'iam:PassRole', jobRoleArn(stack, settings.app, 'video-frames')), Condition: toService },
  ]
}

function sockets(stack: Stack, apiId: string): Statement {
  const connections = stack.formatArn({ service: 'execute-api', resource: apiId, resourceName: 'ws/*/@connections/*' })
  return allow('UseSockets', 'execute-api:ManageConnections', connections)
}

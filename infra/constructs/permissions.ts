import type { Stack } from 'aws-cdk-lib'
import type { FunctionContract } from '../../shared/contract/domain.ts'
import { eventRoutes } from './environment.ts'
import { functionName, queueArn, queueName } from './names.ts'
import type { Platform } from './platform.ts'

/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** All that a function may do: no more than its contract uses. */
export function permissionsOf(stack: Stack, contract: FunctionContract, platform: Platform): Statement[] {
  return [
    allow('WriteOwnLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], logStreams(stack, contract, platform)),
    allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'),
    ...secrets(contract, platform, stack),
    ...sending(stack, contract, platform),
    ...receiving(stack, contract, platform),
    ...using(stack, contract, platform),
  ]
}

function allow(Sid: string, Action: Statement['Action'], Resource: Statement['Resource']): Statement {
  return { Sid, Effect: 'Allow', Action, Resource }
}

function logStreams(stack: Stack, contract: FunctionContract, { settings }: Platform): string {
  return stack.formatArn({ service: 'logs', resource: `log-group:/aws/lambda/${functionName(settings.app, contract.id)}:*` })
}

function secrets(contract: FunctionContract, platform: Platform, stack: Stack): Statement[] {
  const signs = contract.uses?.includes('signing-key') ?? false
  // Keys are changed by a schedule alone; calls only sign with them.
  const rotates = signs && contract.kind === 'schedule'
  const readable = signs ? [platform.secretArn, platform.signingKeysSecretArn] : platform.secretArn
  const kms = rotates ? ['kms:Decrypt', 'kms:GenerateDataKey'] : 'kms:Decrypt'
  return [
    allow('ReadSecrets', 'secretsmanager:GetSecretValue', readable),
    ...(rotates ? [allow('RotateSigningKeys', 'secretsmanager:PutSecretValue', platform.signingKeysSecretArn)] : []),
    {
      ...allow('UseSecretsKey', kms, platform.keyArn),
      Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.${stack.urlSuffix}` } },
    },
  ]
}

function sending(stack: Stack, contract: FunctionContract, platform: Platform): Statement[] {
  // What a crash left behind may be meant for any worker.
  if (contract.kind === 'schedule' && contract.sweeps_outboxes) return [allow('SendEvents', 'sqs:SendMessage', queueArn(stack, queueName(platform.settings.app, '*')))]
  const workers = [...new Set(Object.values(eventRoutes(contract, platform)).flat())].toSorted()
  if (workers.length === 0) return []
  return [allow('SendEvents', 'sqs:SendMessage', workers.map((id) => queueArn(stack, queueName(platform.settings.app, id))))]
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
    ...(uses.has('media') ? [media(stack, platform)] : []),
    ...(uses.has('sockets') && platform.socketApiId !== undefined ? [sockets(stack, platform.socketApiId)] : []),
  ]
}

function mail(stack: Stack, { settings }: Platform): Statement {
  const identities = [settings.mail_from, settings.mail_from.replace(/^.*@/, '')]
  return {
    ...allow('SendMail', 'ses:SendEmail', identities.map((name) => stack.formatArn({ service: 'ses', resource: `identity/${name}` }))),
    Condition: { StringEquals: { 'ses:FromAddress': settings.mail_from } },
  }
}

function media(stack: Stack, { mediaBucketName }: Platform): Statement {
  const objects = stack.formatArn({ service: 's3', region: '', account: '', resource: mediaBucketName, resourceName: '*' })
  return allow('UseMedia', ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'], objects)
}

function sockets(stack: Stack, apiId: string): Statement {
  const connections = stack.formatArn({ service: 'execute-api', resource: apiId, resourceName: 'ws/*/@connections/*' })
  return allow('UseSockets', 'execute-api:ManageConnections', connections)
}

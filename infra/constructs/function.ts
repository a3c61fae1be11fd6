import { type Acknowledgment, type Stack, Validations } from 'aws-cdk-lib'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs'
import type { FunctionContract } from '../../shared/contract/domain.ts'
import { environmentOf } from './environment.ts'
import { functionName, logicalId } from './names.ts'
import { allow, exceptionsOf, permissionsOf, type Statement } from './permissions.ts'
import type { Platform } from './platform.ts'

/** What a Lambda is made of, whether it comes from a contract or serves the platform itself. */
export interface FunctionParts {
  readonly id: string
  readonly description: string
  /** `<file>.<export>` within the built code. */
  readonly handler: string
  readonly code: CfnFunction.CodeProperty
  readonly environment: Readonly<Record<string, string>>
  /** What it may do beyond writing its logs and traces. */
  readonly permissions: readonly Statement[]
  readonly exceptions?: readonly Acknowledgment[]
  readonly memoryMb: number
  readonly timeoutSeconds: number
  readonly diskMb?: number
  readonly reservedConcurrency?: number
}

/** The Lambda of a contract, with a role of its own. */
export function contractFunction(
  stack: Stack,
  domain: string,
  contract: FunctionContract,
  code: CfnFunction.CodeProperty,
  platform: Platform,
): CfnFunction {
  return lambda(stack, platform, {
    id: contract.id,
    description: contract.summary,
    handler: `${domain}/${contract.id}.handler`,
    code,
    environment: environmentOf(stack, contract, platform),
    permissions: permissionsOf(stack, contract, platform),
    exceptions: exceptionsOf(contract, platform),
    memoryMb: contract.memory_mb ?? 1024,
    timeoutSeconds: timeoutOf(contract),
    ...('disk_mb' in contract && contract.disk_mb !== undefined && { diskMb: contract.disk_mb }),
    // A schedule never runs twice at once.
    ...(contract.kind === 'schedule' && { reservedConcurrency: 1 }),
  })
}

/** A Lambda with its log group and role. */
export function lambda(stack: Stack, { settings }: Pick<Platform, 'settings'>, parts: FunctionParts): CfnFunction {
  const id = logicalId(parts.id)
  const name = functionName(settings.app, parts.id)
  const logs = new CfnLogGroup(stack, `${id}Logs`, {
    logGroupName: `/aws/lambda/${name}`,
    retentionInDays: settings.log_retention_days,
  })
  const role = new CfnRole(stack, `${id}Role`, {
    assumeRolePolicyDocument: trustOf('lambda.amazonaws.com'),
    policies: [
      {
        policyName: 'contract',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            allow('WriteOwnLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], logs.attrArn),
            allow('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'),
            ...parts.permissions,
          ],
        },
      },
    ],
  })
  Validations.of(role).acknowledge(
    { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'X-Ray has no resources to name.' },
    ...(parts.exceptions ?? []),
  )
  return new CfnFunction(stack, id, {
    functionName: name,
    description: parts.description.slice(0, 256),
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: parts.handler,
    code: parts.code,
    role: role.attrArn,
    memorySize: parts.memoryMb,
    timeout: parts.timeoutSeconds,
    ...(parts.diskMb !== undefined && { ephemeralStorage: { size: parts.diskMb } }),
    environment: { variables: parts.environment },
    tracingConfig: { mode: 'Active' },
    loggingConfig: { logGroup: logs.ref, logFormat: 'JSON' },
    ...(parts.reservedConcurrency !== undefined && { reservedConcurrentExecutions: parts.reservedConcurrency }),
  })
}

// The adapter keeps this much of a call's time for its answer.
const answerSeconds = 1.5

/** Seconds until Lambda stops a function. A call answers 503 before that. */
export function timeoutOf(contract: FunctionContract): number {
  if (contract.kind === 'worker') return contract.timeout_seconds ?? 30
  if (contract.kind === 'schedule') return contract.timeout_seconds ?? 60
  return Math.ceil((contract.timeout_seconds ?? 4.5) + answerSeconds)
}

/** The policy that lets a service take on a role. */
export function trustOf(service: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  }
}

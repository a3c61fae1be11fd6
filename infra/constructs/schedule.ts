import type { Stack } from 'aws-cdk-lib'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnEventInvokeConfig, type CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import type { ScheduleContract } from '../../shared/contract/worker.ts'
import { trustOf } from './function.ts'
import { deadLetterQueueName, functionName, logicalId, queueArn } from './names.ts'
import type { Platform } from './platform.ts'

/** The id under which what no schedule could deliver is kept. */
export const schedulesQueueId = 'schedules'

/** The times of a domain's schedules, and the one role that may start exactly their functions. */
export function scheduleTimes(
  stack: Stack,
  schedules: readonly { contract: ScheduleContract; handler: CfnFunction }[],
  { settings }: Platform,
): void {
  if (schedules.length === 0) return
  const deadLetters = queueArn(stack, deadLetterQueueName(settings.app, schedulesQueueId))
  const role = schedulerRole(
    stack,
    schedules.map(({ handler }) => handler),
    deadLetters,
  )
  for (const { contract, handler } of schedules) {
    const id = logicalId(contract.id)
    new CfnSchedule(stack, `${id}Schedule`, {
      name: functionName(settings.app, contract.id),
      description: contract.summary.slice(0, 512),
      scheduleExpression: contract.expression,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: handler.attrArn,
        roleArn: role.attrArn,
        deadLetterConfig: { arn: deadLetters },
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 300 },
      },
    })
    new CfnEventInvokeConfig(stack, `${id}Retries`, {
      functionName: handler.ref,
      qualifier: '$LATEST',
      ...retriesOf(contract),
    })
  }
}

// What runs at a rate is made good by its next run; what runs once a day is tried again.
function retriesOf({ expression }: ScheduleContract) {
  return expression.startsWith('rate')
    ? { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 }
    : { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 }
}

function schedulerRole(stack: Stack, handlers: readonly CfnFunction[], deadLetters: string): CfnRole {
  const statements = [
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: handlers.map(({ attrArn }) => attrArn) },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: deadLetters },
  ]
  return new CfnRole(stack, 'SchedulerRole', {
    assumeRolePolicyDocument: trustOf('scheduler.amazonaws.com'),
    policies: [{ policyName: 'start-schedules', policyDocument: { Version: '2012-10-17', Statement: statements } }],
  })
}

import type { Stack } from 'aws-cdk-lib'
import { CfnAlarm, type CfnAlarmProps } from 'aws-cdk-lib/aws-cloudwatch'
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs'
import type { AnyEndpoint } from '../../shared/contract/endpoint.ts'
import type { SocketContract } from '../../shared/contract/socket.ts'
import type { AnyWorker, ScheduleContract } from '../../shared/contract/worker.ts'
import { alarmTopicArn, deadLetterQueueName, functionName, logicalId, queueName } from './names.ts'

interface AlarmParts {
  readonly id: string
  readonly app: string
  /** What users suffer while it rings. */
  readonly impact: string
  readonly metric: Pick<CfnAlarmProps, 'namespace' | 'metricName' | 'dimensions'>
  readonly statistic: string
  readonly threshold: number
  readonly minutes: number
  /** How many of the last five periods are over the threshold. */
  readonly periods?: number
}

// One failed call may be anybody's network; five in five minutes are ours.
const failuresPerFiveMinutes = 5
const lateSeconds = 300

/** Rings when calls of an endpoint or frames of a socket fail, by what its log says: most failures are answers, not crashes. */
export function callAlarm(stack: Stack, app: string, contract: AnyEndpoint | SocketContract, handler: CfnFunction): void {
  const id = logicalId(contract.id)
  const metricName = `${contract.id}-failures`
  const filter = new CfnMetricFilter(stack, `${id}Failures`, {
    logGroupName: `/aws/lambda/${functionName(app, contract.id)}`,
    filterPattern: '{ $.message = "request.failed" || ($.type = "platform.report" && $.record.status != "success") }',
    metricTransformations: [{ metricNamespace: app, metricName, metricValue: '1' }],
  })
  // The function's log group is there before the function.
  filter.addResourceDependency(handler)
  const called = contract.kind === 'endpoint' ? `${contract.method} ${contract.path}` : `Frames of type ${contract.route}`
  alarm(stack, {
    id: contract.id,
    app,
    impact: `${called} fail for users: "${contract.summary}" does not happen.`,
    metric: { namespace: app, metricName },
    statistic: 'Sum',
    threshold: failuresPerFiveMinutes,
    minutes: 5,
  })
}

/** Ring when a worker has given messages up, and when it falls behind. */
export function workerAlarms(stack: Stack, app: string, { id, impact }: AnyWorker): void {
  const metric = (name: string, metricName: string) => ({
    namespace: 'AWS/SQS',
    metricName,
    dimensions: [{ name: 'QueueName', value: name }],
  })
  const deadLetters = deadLetterQueueName(app, id)
  alarm(stack, {
    id: `${id}-dead-letters`,
    app,
    impact: `${impact} Messages that failed for good wait in ${deadLetters} for npm run redrive.`,
    metric: metric(deadLetters, 'ApproximateNumberOfMessagesVisible'),
    statistic: 'Maximum',
    threshold: 1,
    minutes: 1,
  })
  alarm(stack, {
    id: `${id}-late`,
    app,
    impact: `${impact} Its messages have waited for more than ${lateSeconds / 60} minutes.`,
    metric: metric(queueName(app, id), 'ApproximateAgeOfOldestMessage'),
    statistic: 'Maximum',
    threshold: lateSeconds,
    minutes: 1,
    periods: 3,
  })
}

/** Rings when a schedule fails, or is kept from running. */
export function scheduleAlarm(stack: Stack, app: string, { id, impact, expression }: ScheduleContract): void {
  alarm(stack, {
    id,
    app,
    impact,
    metric: {
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: [{ name: 'FunctionName', value: functionName(app, id) }],
    },
    statistic: 'Sum',
    threshold: 1,
    minutes: 1,
    // What runs each minute may fail once, because its next run makes it good.
    periods: expression.startsWith('rate') ? 3 : 1,
  })
}

/** An alarm that tells the operators' topic. */
export function alarm(stack: Stack, { id, app, impact, metric, statistic, threshold, minutes, periods = 1 }: AlarmParts): void {
  new CfnAlarm(stack, `${logicalId(id)}Alarm`, {
    alarmName: `${app}-${id}`,
    alarmDescription: impact,
    ...metric,
    statistic: statistic.startsWith('p') ? undefined : statistic,
    extendedStatistic: statistic.startsWith('p') ? statistic : undefined,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold,
    period: minutes * 60,
    evaluationPeriods: periods === 1 ? 1 : 5,
    datapointsToAlarm: periods,
    treatMissingData: 'notBreaching',
    alarmActions: [alarmTopicArn(stack, app)],
    okActions: [alarmTopicArn(stack, app)],
  })
}

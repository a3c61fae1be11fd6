import { type App, Fn, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch'
import { CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns'
import type { Domain } from '../../shared/contract/domain.ts'
import type { Settings } from '../app-settings.ts'
import { alarm } from '../constructs/alarms.ts'
import { dashboardBody } from '../constructs/dashboard.ts'
import { findsVideoFrames, jobQueueArn } from '../constructs/jobs.ts'
import { alarmTopicName } from '../constructs/names.ts'
import type { ApiStack } from './api.ts'

/** The operators' topic, the alarms of what all share, and one page of graphs. Each function's alarms are beside it. */
export function observabilityStack(
  app: App,
  props: StackProps,
  settings: Settings,
  domains: readonly Domain[],
  api: ApiStack,
): Stack {
  const stack = new Stack(app, `${settings.app}-observability`, { ...props, description: 'Alarms and the dashboard' })
  alarmTopic(stack, settings)
  for (const [name, apiId] of api.apiIds) apiAlarms(stack, settings.app, name, apiId)
  if (findsVideoFrames(settings, domains)) videoFramesAlarm(stack, settings.app)
  new CfnDashboard(stack, 'Dashboard', {
    dashboardName: settings.app,
    dashboardBody: Fn.sub(
      JSON.stringify(dashboardBody(settings.app, domains, [...api.apiIds.keys()])),
      Object.fromEntries(api.apiIds),
    ),
  })
  return stack
}

function alarmTopic(stack: Stack, settings: Settings): void {
  const topic = new CfnTopic(stack, 'Alarms', { topicName: alarmTopicName(settings.app), kmsMasterKeyId: topicKey(stack).ref })
  const fromAlarms = { StringEquals: { 'AWS:SourceAccount': stack.account } }
  const statements = [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topic.ref,
      Condition: fromAlarms,
    },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: topic.ref,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]
  new CfnTopicPolicy(stack, 'AlarmsPolicy', {
    topics: [topic.ref],
    policyDocument: { Version: '2012-10-17', Statement: statements },
  })
  if (settings.alarm_email !== undefined) {
    new CfnSubscription(stack, 'AlarmsMail', { topicArn: topic.ref, protocol: 'email', endpoint: settings.alarm_email })
  }
}

// Alarms cannot publish to a topic under the key that AWS manages.
function topicKey(stack: Stack): CfnKey {
  const owner = stack.formatArn({ service: 'iam', region: '', resource: 'root' })
  const alarms = { Service: 'cloudwatch.amazonaws.com' }
  return new CfnKey(stack, 'AlarmsKey', {
    description: 'Encrypts alarms on their way to operators',
    enableKeyRotation: true,
    keyPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'AccountDecides', Effect: 'Allow', Principal: { AWS: owner }, Action: 'kms:*', Resource: '*' },
        {
          Sid: 'AlarmsPublish',
          Effect: 'Allow',
          Principal: alarms,
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
        },
      ],
    },
  })
}

function apiAlarms(stack: Stack, app: string, name: string, apiId: string): void {
  const dimensions = [{ name: 'ApiId', value: apiId }]
  alarm(stack, {
    id: `${name}-errors`,
    app,
    impact: 'Clients get errors from many calls at once: the database, a deployment or AWS itself is at fault.',
    metric: { namespace: 'AWS/ApiGateway', metricName: '5xx', dimensions },
    statistic: 'Sum',
    threshold: 50,
    minutes: 1,
    periods: 3,
  })
  alarm(stack, {
    id: `${name}-latency`,
    app,
    impact: 'Every hundredth call takes two seconds or more: screens load slowly.',
    metric: { namespace: 'AWS/ApiGateway', metricName: 'Latency', dimensions },
    statistic: 'p99',
    threshold: 2000,
    minutes: 5,
    periods: 3,
  })
}

// Some videos cannot be decoded by anybody; so many in an hour are another thing.
function videoFramesAlarm(stack: Stack, app: string): void {
  const dimensions = [{ name: 'Queue', value: jobQueueArn(stack, app, 'video-frames') }]
  alarm(stack, {
    id: 'video-frames',
    app,
    impact: 'New videos are shown by the cover that they bring, or by a neutral picture: MediaConvert finds no frames in them.',
    metric: { namespace: 'AWS/MediaConvert', metricName: 'JobsErroredCount', dimensions },
    statistic: 'Sum',
    threshold: 10,
    minutes: 60,
  })
}

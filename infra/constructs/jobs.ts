import { Aws, type Stack, Validations } from 'aws-cdk-lib'
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnQueue as CfnJobQueue } from 'aws-cdk-lib/aws-mediaconvert'
import type { CfnBucket } from 'aws-cdk-lib/aws-s3'
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import { type Domain, functionsOf } from '../../shared/contract/domain.ts'
import type { AnyWorker } from '../../shared/contract/worker.ts'
import type { Settings } from '../app-settings.ts'
import { logicalId, queueName } from './names.ts'

type Jobs = NonNullable<AnyWorker['jobs']>

/** Whether this deployment has MediaConvert look for frames of videos. */
export function findsVideoFrames({ video_frames }: Settings, domains: readonly Domain[]): boolean {
  const asks = domains.flatMap(functionsOf).some(({ uses }) => uses?.includes('video-frames'))
  return asks && video_frames === 'mediaconvert'
}

/** The ARN of the queue in which this deployment's jobs wait. It says whose job has ended. */
export function jobQueueArn(stack: Stack, app: string, jobs: Jobs): string {
  return stack.formatArn({ service: 'mediaconvert', resource: 'queues', resourceName: queueName(app, jobs) })
}

/** The ARN of the role with which these jobs are worked on. */
export function jobRoleArn(stack: Stack, app: string, jobs: Jobs): string {
  return stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: jobRoleName(app, jobs) })
}

// Roles of all regions share their names.
function jobRoleName(app: string, jobs: Jobs): string {
  return `${queueName(app, jobs)}-${Aws.REGION}`
}

/** The rule that brings the ends of a worker's jobs to its queue; what it cannot deliver is a dead letter. */
export function jobRule(stack: Stack, app: string, { id, jobs }: AnyWorker & { jobs: Jobs }, queues: { queue: CfnQueue; dead: CfnQueue }): CfnRule {
  const { queue, dead } = queues
  return new CfnRule(stack, `${logicalId(id)}Rule`, {
    name: queueName(app, id),
    description: `Tells ${id} of ended jobs`,
    eventPattern: {
      source: ['aws.mediaconvert'],
      'detail-type': ['MediaConvert Job State Change'],
      detail: { status: ['COMPLETE', 'ERROR'], queue: [jobQueueArn(stack, app, jobs)] },
    },
    targets: [{ id: 'worker', arn: queue.attrArn, deadLetterConfig: { arn: dead.attrArn } }],
  })
}

const jobs = 'video-frames'
// What process-upload writes of videos.
const originals = ['mp4', 'mov', 'webm'].flatMap((ending) => ['public', 'private'].map((prefix) => `${prefix}/*/original.${ending}`))

/** The queue in which MediaConvert finds what it is asked for, and the role with which it works on it. */
export function videoFrameJobs(stack: Stack, app: string, bucket: CfnBucket): void {
  new CfnJobQueue(stack, 'VideoFrames', {
    name: queueName(app, jobs),
    description: 'Frames of uploaded videos',
    pricingPlan: 'ON_DEMAND',
  })
  const objects = (keys: string) => `${bucket.attrArn}/${keys}`
  const statements = [
    { Sid: 'ReadVideos', Effect: 'Allow', Action: 's3:GetObject', Resource: originals.map(objects) },
    { Sid: 'WriteCaptures', Effect: 'Allow', Action: 's3:PutObject', Resource: objects('captures/*') },
  ]
  const role = new CfnRole(stack, 'VideoFramesRole', {
    roleName: jobRoleName(app, jobs),
    description: 'MediaConvert reads videos and writes captures',
    assumeRolePolicyDocument: trustOfJobs(stack, app),
    policies: [{ policyName: 'video-frames', policyDocument: { Version: '2012-10-17', Statement: statements } }],
  })
  Validations.of(role).acknowledge(
    ...[...originals, 'captures/*'].map((keys) => ({
      id: `AwsSolutions-IAM5[Resource::<Media.Arn>/${keys}]`,
      reason: 'Keys of media are random.',
    })),
  )
}

// For jobs of this queue alone, so that nobody else's jobs can use it.
function trustOfJobs(stack: Stack, app: string) {
  const Condition = {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnEquals: { 'aws:SourceArn': jobQueueArn(stack, app, jobs) },
  }
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'mediaconvert.amazonaws.com' }, Condition }],
  }
}

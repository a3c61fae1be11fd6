import { type App, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs'
import type { Domain } from '../../shared/contract/domain.ts'
import type { AnyWorker } from '../../shared/contract/worker.ts'
import type { Settings } from '../app-settings.ts'
import { timeoutOf } from '../constructs/function.ts'
import { jobRule } from '../constructs/jobs.ts'
import { deadLetterQueueName, logicalId, queueName } from '../constructs/names.ts'
import { schedulesQueueId } from '../constructs/schedule.ts'

const fourteenDays = 14 * 24 * 3600

/** One queue with its dead-letter queue for each worker, and one for what no schedule could deliver. */
export function eventsStack(app: App, props: StackProps, settings: Settings, domains: readonly Domain[]): Stack {
  const stack = new Stack(app, `${settings.app}-events`, {
    ...props,
    description: 'Queues between what happens and what follows from it',
  })
  const workers = domains.flatMap((domain) => domain.workers)
  for (const worker of workers) workerQueues(stack, settings.app, worker)
  guard(stack, deadLetterQueue(stack, settings.app, schedulesQueueId))
  return stack
}

function workerQueues(stack: Stack, app: string, worker: AnyWorker): void {
  const dead = deadLetterQueue(stack, app, worker.id)
  const queue = new CfnQueue(stack, `${logicalId(worker.id)}Queue`, {
    queueName: queueName(app, worker.id),
    sqsManagedSseEnabled: true,
    messageRetentionPeriod: fourteenDays,
    // Lambda asks for six times the function's timeout, so that throttled batches do not count as delivered twice.
    visibilityTimeout: 6 * timeoutOf(worker) + (worker.batch?.window_seconds ?? 0),
    receiveMessageWaitTimeSeconds: 20,
    redrivePolicy: { deadLetterTargetArn: dead.attrArn, maxReceiveCount: worker.max_receives ?? 5 },
  })
  const { jobs, uploads } = worker
  const rule = jobs && jobRule(stack, app, { ...worker, jobs }, { queue, dead })
  const byRule = rule ? [{ Service: 'events.amazonaws.com', Condition: { ArnEquals: { 'aws:SourceArn': rule.attrArn } } }] : []
  // The bucket is not there yet when its queue is made.
  const byBuckets = { Service: 's3.amazonaws.com', Condition: { StringEquals: { 'aws:SourceAccount': stack.account } } }
  guard(stack, dead, byRule)
  guard(stack, queue, uploads === undefined ? byRule : [byBuckets, ...byRule])
}

function deadLetterQueue(stack: Stack, app: string, id: string): CfnQueue {
  const queue = new CfnQueue(stack, `${logicalId(id)}DeadLetters`, {
    queueName: deadLetterQueueName(app, id),
    sqsManagedSseEnabled: true,
    messageRetentionPeriod: fourteenDays,
  })
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is a dead-letter queue.' })
  return queue
}

/** A service of the cloud that may send to a queue, and on which condition. */
interface Sender {
  readonly Service: string
  readonly Condition: object
}

// Queues take nothing that is not encrypted on its way.
function guard(stack: Stack, queue: CfnQueue, senders: readonly Sender[] = []): void {
  const requireTls = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: queue.attrArn,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }
  const allowances = senders.map(({ Service, Condition }) => {
    return { Effect: 'Allow', Principal: { Service }, Action: 'sqs:SendMessage', Resource: queue.attrArn, Condition }
  })
  new CfnQueuePolicy(stack, `${queue.node.id}Policy`, {
    queues: [queue.ref],
    policyDocument: { Version: '2012-10-17', Statement: [requireTls, ...allowances] },
  })
}

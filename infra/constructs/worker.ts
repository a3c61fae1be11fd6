import type { Stack } from 'aws-cdk-lib'
import { type CfnFunction, CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import type { AnyWorker } from '../../shared/contract/worker.ts'
import { logicalId, queueArn, queueName } from './names.ts'
import type { Platform } from './platform.ts'

/** Feeds a worker from its queue; the messages that it reports as failed alone come back. */
export function workerSource(stack: Stack, contract: AnyWorker, handler: CfnFunction, { settings }: Platform): void {
  const { size, window_seconds } = contract.batch ?? { size: 10, window_seconds: 0 }
  new CfnEventSourceMapping(stack, `${logicalId(contract.id)}Source`, {
    eventSourceArn: queueArn(stack, queueName(settings.app, contract.id)),
    functionName: handler.ref,
    batchSize: size,
    // Lambda wants a window where a batch is larger than one receive of SQS.
    maximumBatchingWindowInSeconds: size > 10 ? Math.max(1, window_seconds) : window_seconds,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: concurrencyOf(contract) },
  })
}

/** Invocations of a worker at the same time. Throws below 2, the least that an event source mapping of SQS takes. */
export function concurrencyOf({ id, concurrency = 2 }: AnyWorker): number {
  if (concurrency < 2) throw new Error(`${id} asks for a concurrency of ${concurrency}, an SQS event source has at least 2`)
  return concurrency
}

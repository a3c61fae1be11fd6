import { join } from 'node:path'
import type { SQSEvent } from 'aws-lambda'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { eventSources } from '../../../infra/local/event-sources.ts'
import type { LambdaFunction } from '../../../infra/local/lambda.ts'
import { openJournal } from '../../../infra/local/queues-journal.ts'
import { createQueues, type Queue } from '../../../infra/local/queues.ts'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'
import { patience } from '../../support/patience.ts'
import { stateDir } from './state-dir.ts'

function startSource(invoke: (event: SQSEvent) => Promise<unknown>, mapping: Record<string, unknown> = {}) {
  const cloud = cloudOf([
    parseTemplate('app', {
      Resources: {
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: 'work',
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
          },
        },
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work-dead' } },
        Source: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            FunctionName: 'worker',
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            ...mapping,
          },
        },
      },
    }),
  ])
  const queues = createQueues(cloud, openJournal(join(stateDir(), 'queues.db')))
  const lambda: LambdaFunction = {
    id: 'worker',
    name: 'worker',
    invoke: (event) => invoke(event as SQSEvent),
    load: () => Promise.resolve(),
  }
  const sources = eventSources(cloud, queues, new Map([[lambda.name, lambda]]))
  for (const source of sources) source.start()
  onTestFinished(async () => {
    await Promise.all(sources.map((source) => source.stop()))
  })
  return { queue: queues.get('work') as Queue, dead: queues.get('work-dead') as Queue, sources }
}

const empty = { visible: 0, in_flight: 0, delayed: 0 }
const bodiesOf = ({ Records }: SQSEvent) => Records.map(({ body }) => body)
const outgoing = (count: number) => Array.from({ length: count }, (_, index) => ({ body: String(index) }))

describe('an event source', () => {
  it('brings messages in the shape of Lambda', async () => {
    const invoke = vi.fn<(event: SQSEvent) => Promise<unknown>>(() => Promise.resolve({ batchItemFailures: [] }))
    const { queue } = startSource(invoke)
    queue.send([{ body: 'hello', attributes: { kind: { DataType: 'String', StringValue: 'greeting' } } }])
    await vi.waitFor(() => expect(queue.depths()).toEqual(empty), patience)
    expect(invoke.mock.calls[0]?.[0].Records).toEqual([
      {
        messageId: expect.stringMatching(/^[\da-f-]{36}$/),
        receiptHandle: expect.any(String),
        body: 'hello',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: '000000000000',
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        },
        messageAttributes: { kind: { stringValue: 'greeting', dataType: 'String', stringListValues: [], binaryListValues: [] } },
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: queue.arn,
        awsRegion: 'local',
      },
    ])
  })

  it('fills batches to their size, and waits for the window to fill the last one', async () => {
    const batches: string[][] = []
    const { queue } = startSource(
      (event) => {
        batches.push(bodiesOf(event))
        return Promise.resolve()
      },
      { BatchSize: 25, MaximumBatchingWindowInSeconds: 1 },
    )
    queue.send(outgoing(20))
    await vi.waitFor(() => expect(queue.depths().in_flight).toBe(20), patience)
    queue.send(outgoing(20))
    await vi.waitFor(() => expect(queue.depths()).toEqual(empty), patience)
    expect(batches.map(({ length }) => length)).toEqual([25, 15])
  })

  it('delivers what it has gathered when somebody is in a hurry', async () => {
    const batches: string[][] = []
    const mapping = { BatchSize: 25, MaximumBatchingWindowInSeconds: 300 }
    const { queue, sources } = startSource((event) => Promise.resolve(void batches.push(bodiesOf(event))), mapping)
    for (const count of [1, 2]) {
      queue.send(outgoing(count))
      await vi.waitFor(() => expect(queue.depths().in_flight).toBe(count), patience)
      for (const source of sources) source.hurry()
      await vi.waitFor(() => expect(queue.depths()).toEqual(empty), patience)
    }
    expect(batches).toEqual([['0'], ['0', '1']])
  })

  it('runs no more invocations at a time than it may', async () => {
    let running = 0
    let most = 0
    const { queue } = startSource(
      async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      },
      { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 3 } },
    )
    queue.send(outgoing(20))
    await vi.waitFor(() => expect(queue.depths()).toEqual(empty), patience)
    expect(most).toBe(3)
  })

  it('lets only what is reported as failed come back, and at last go to the dead letters', async () => {
    const seen: string[] = []
    const { queue, dead } = startSource((event) => {
      seen.push(...bodiesOf(event))
      const failed = event.Records.filter(({ body }) => body === '1')
      return Promise.resolve({ batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) })
    })
    queue.send(outgoing(3))
    await vi.waitFor(() => expect(dead.depths().visible).toBe(1), patience)
    expect(seen).toEqual(['0', '1', '2', '1'])
    expect(queue.depths()).toEqual(empty)
  })

  it('has a dead letter as soon as the last delivery has failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const invoke = vi.fn<() => Promise<unknown>>(() => Promise.reject(new Error('no')))
    const { queue, dead } = startSource(invoke)
    const until = async (isSo: () => boolean) => {
      for (let turn = 0; turn < 100 && !isSo(); turn += 1) await new Promise((resolve) => setImmediate(resolve))
    }
    queue.send(outgoing(1))
    await until(() => invoke.mock.calls.length === 1)
    await vi.advanceTimersByTimeAsync(200)
    await until(() => dead.depths().visible === 1)
    expect(invoke).toHaveBeenCalledTimes(2)
    expect(dead.depths().visible).toBe(1)
  })

  it.each([
    ['an error', () => Promise.reject(new Error('no'))],
    ['an answer that cannot be read', () => Promise.resolve({ batchItemFailures: 'all' })],
    ['an id that was not sent', () => Promise.resolve({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ])('takes %s as the failure of the whole batch', async (_, invoke) => {
    const { queue, dead } = startSource(invoke)
    queue.send(outgoing(2))
    await vi.waitFor(() => expect(dead.depths().visible).toBe(2), patience)
  })

  it('deals with what it has taken before it stops', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { queue, sources } = startSource(() => promise)
    queue.send(outgoing(1))
    await vi.waitFor(() => expect(queue.depths().in_flight).toBe(1), patience)
    const stopped = Promise.all(sources.map((source) => source.stop()))
    queue.send(outgoing(1))
    resolve()
    await stopped
    expect(queue.depths()).toEqual({ visible: 1, in_flight: 0, delayed: 0 })
  })
})

describe('a mapping that leads nowhere is refused', () => {
  it.each([
    ['without its function', { FunctionName: 'absent' }, /not a function of the templates/],
    ['without its queue', { EventSourceArn: 'arn:aws:sqs:local:0:absent' }, /not a queue of the templates/],
    ['with a filter', { FilterCriteria: { Filters: [] } }, /filters are not offered/],
  ])('%s', (_, mapping, message) => expect(() => startSource(() => Promise.resolve(), mapping)).toThrow(message))
})

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../infra/local/queues-journal.ts'
import { createQueues } from '../../../infra/local/queues.ts'
import { eventRules } from '../../../infra/local/stack-rules.ts'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'
import { stateDir } from './state-dir.ts'

const pattern = { source: ['aws.mediaconvert'], detail: { status: ['COMPLETE', 'ERROR'], queue: [{ 'Fn::Sub': '${AWS::Region}/frames' }] } }
const event = { source: 'aws.mediaconvert', detail: { status: 'COMPLETE', queue: 'local/frames', jobId: '1' } }

function rulesOf(properties: object) {
  const cloud = cloudOf([
    parseTemplate('app', {
      Resources: {
        Ends: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'ends' } },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { EventPattern: pattern, Targets: [{ Id: 'worker', Arn: { 'Fn::GetAtt': ['Ends', 'Arn'] } }], ...properties },
        },
      },
    }),
  ])
  const queues = createQueues(cloud, openJournal(join(stateDir(), 'queues.db')))
  const received = () =>
    queues
      .get('ends')
      ?.receive(10)
      .map(({ body }) => JSON.parse(body) as unknown)
  return { tell: eventRules(cloud, queues), received }
}

describe('an event of another service', () => {
  it('comes to the queue of a rule that it matches, as it is', () => {
    const { tell, received } = rulesOf({})
    expect(tell(event)).toBe(1)
    expect(received()).toEqual([event])
  })

  it.each<[what: string, event: Record<string, unknown>]>([
    ['another source', { ...event, source: 'aws.s3' }],
    ['another value in its detail', { ...event, detail: { ...event.detail, status: 'PROGRESSING' } }],
    ['a field that is no text', { ...event, detail: { ...event.detail, queue: ['local/frames'] } }],
    ['a field too few', { source: event.source, detail: { status: 'COMPLETE' } }],
    ['no detail', { source: event.source }],
  ])('with %s comes to none', (_, other) => {
    const { tell, received } = rulesOf({})
    expect(tell(other)).toBe(0)
    expect(received()).toEqual([])
  })

  it('comes to none whose rule is off', () => {
    expect(rulesOf({ State: 'DISABLED' }).tell(event)).toBe(0)
  })
})

it.each<[what: string, properties: object, error: RegExp]>([
  ['whose queue is not there', { Targets: [{ Id: 'worker', Arn: 'arn:aws:sqs:local:000000000000:other' }] }, /Rule tells .*:other, which is not a queue/],
  ['with a pattern of another kind', { EventPattern: { detail: { status: [{ prefix: 'COM' }] } } }, /offers plain values alone/],
])('a rule %s is refused at the start', (_, properties, error) => {
  expect(() => rulesOf(properties)).toThrow(error)
})

import { join } from 'node:path'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openJournal, StateInUse } from '../../../infra/local/queues-journal.ts'
import { createQueuesEndpoint } from '../../../infra/local/queues-endpoint.ts'
import { createQueues, type Queue } from '../../../infra/local/queues.ts'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'
import { listen } from './listen.ts'
import { stateDir } from './state-dir.ts'

const cloud = cloudOf([
  parseTemplate('events', {
    Resources: {
      Mail: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'mail',
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail-dead' } },
    },
  }),
])

function openQueues(folder = stateDir()) {
  const journal = openJournal(join(folder, 'queues.db'))
  const queues = createQueues(cloud, journal)
  const named = (name: string) => queues.get(name) as Queue
  return { journal, queues, mail: named('mail'), dead: named('mail-dead'), folder }
}

const bodies = (messages: readonly { body: string }[]) => messages.map(({ body }) => body)

describe('a queue', () => {
  it('gives each message once, until it becomes visible again', () => {
    const { mail } = openQueues()
    mail.send([{ body: 'a' }, { body: 'b' }, { body: 'c' }])
    const taken = mail.receive(2)
    expect(bodies(taken)).toEqual(['a', 'b'])
    expect(mail.depths()).toEqual({ visible: 1, in_flight: 2, delayed: 0 })
    mail.remove([taken[0]?.receipt ?? ''])
    mail.changeVisibility(taken[1]?.receipt ?? '', 0)
    expect(bodies(mail.receive(10))).toEqual(['c', 'b'])
  })

  it('counts receives, and moves what was received too often to its dead letters', () => {
    const { mail, dead } = openQueues()
    mail.send([{ body: 'poison' }])
    for (const receives of [1, 2]) {
      const [message] = mail.receive(1)
      expect(message?.receives).toBe(receives)
      mail.changeVisibility(message?.receipt ?? '', 0)
    }
    expect(mail.receive(1)).toEqual([])
    expect(bodies(dead.receive(1))).toEqual(['poison'])
  })

  it('tells who waits as soon as there is something', async () => {
    const { mail } = openQueues()
    const waiting = mail.visible(new AbortController().signal)
    mail.send([{ body: 'a' }])
    await waiting
    expect(mail.depths().visible).toBe(1)
  })

  it('puts back dead letters', () => {
    const { mail, dead } = openQueues()
    dead.send([{ body: 'a' }])
    expect(dead.moveTo(mail)).toBe(1)
    expect(bodies(mail.receive(10))).toEqual(['a'])
  })

  it('brings out what was delayed, and what was received and not dealt with', () => {
    vi.useFakeTimers()
    try {
      const { mail } = openQueues()
      mail.send([{ body: 'later', delaySeconds: 5 }])
      expect(mail.depths().delayed).toBe(1)
      vi.advanceTimersByTime(5_000)
      expect(bodies(mail.receive(1))).toEqual(['later'])
      vi.advanceTimersByTime(59_999)
      expect(mail.depths().visible).toBe(0)
      vi.advanceTimersByTime(1)
      expect(mail.depths().visible).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a clock that is moved', () => {
  it('brings out what was put off so long, and leaves what somebody works on', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const { mail } = openQueues()
      mail.send([{ body: 'put off' }, { body: 'for longer' }, { body: 'worked on' }])
      const [first, second] = mail.receive(3)
      mail.changeVisibility(first?.receipt ?? '', 10)
      mail.changeVisibility(second?.receipt ?? '', 11)
      vi.setSystemTime(Date.now() + 10_000)
      mail.wake()
      expect(bodies(mail.receive(10))).toEqual(['put off'])
      vi.setSystemTime(Date.now() + 3_600_000)
      mail.wake()
      expect(bodies(mail.receive(10))).toEqual(['for longer'])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('after the end of the process', () => {
  it('what was not dealt with is there, with its receives', () => {
    const { mail, journal, folder } = openQueues()
    mail.send([{ body: 'done' }, { body: 'taken' }, { body: 'waiting' }])
    const [done] = mail.receive(2)
    mail.remove([done?.receipt ?? ''])
    journal.close()

    const again = openQueues(folder).mail.receive(10)
    expect(again.map(({ body, receives }) => [body, receives])).toEqual([
      ['taken', 2],
      ['waiting', 1],
    ])
  })

  it('dead letters are where they were', () => {
    const { mail, journal, folder } = openQueues()
    mail.send([{ body: 'poison' }])
    for (const times of [1, 2]) {
      const [message] = mail.receive(1)
      expect(message?.receives).toBe(times)
      mail.changeVisibility(message?.receipt ?? '', 0)
    }
    mail.receive(1)
    journal.close()

    const { mail: queue, dead } = openQueues(folder)
    expect([queue.depths().visible, dead.depths().visible]).toEqual([0, 1])
  })

  it('while it lives, the folder is taken', () => {
    const { folder } = openQueues()
    expect(() => openJournal(join(folder, 'queues.db'))).toThrow(StateInUse)
  })
})

describe('through the SDK', () => {
  async function connect() {
    const { queues, ...rest } = openQueues()
    const endpoint = createQueuesEndpoint(queues, ({ name }) => `${url}/000000000000/${name}`)
    const { url } = await listen(async (req, res) => {
      if (!(await endpoint.handle(req, res))) res.writeHead(404).end()
    })
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
    const client = new SQSClient({ endpoint: url, region: 'local', credentials, maxAttempts: 1 })
    onTestFinished(() => client.destroy())
    return { client, QueueUrl: `${url}/000000000000/mail`, ...rest }
  }

  it('messages are sent, received and deleted', async () => {
    const { client, QueueUrl, mail } = await connect()
    const Entries = ['a', 'b'].map((body) => ({ Id: body, MessageBody: `${body} ü` }))
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    expect([Successful?.length, Failed?.length]).toEqual([2, 0])

    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    expect(Messages.map(({ Body }) => Body)).toEqual(['a ü', 'b ü'])
    expect(Messages[0]?.Attributes?.ApproximateReceiveCount).toBe('1')
    const [first, second] = Messages.map(({ ReceiptHandle }) => ReceiptHandle)
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first }))
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: second, VisibilityTimeout: 0 }))
    expect(mail.depths()).toEqual({ visible: 1, in_flight: 0, delayed: 0 })
  })

  it('a long poll ends with the first message', async () => {
    const { client, QueueUrl } = await connect()
    const receiving = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }))
    expect((await receiving).Messages?.[0]?.Body).toBe('now')
  })

  it('attributes tell depth and dead-letter queue, and dead letters are put back', async () => {
    const { client, QueueUrl, dead } = await connect()
    dead.send([{ body: 'a' }])
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 })
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }))
    const after = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }))
    expect(after.Attributes).toEqual({ ApproximateNumberOfMessages: '1' })
  })

  it('what SQS refuses is refused by name', async () => {
    const { client, QueueUrl } = await connect()
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'absent' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    })
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: '\u0000' }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    })
    const MessageBody = 'x'.repeat(1024 * 1024 + 1)
    await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody }))).rejects.toMatchObject({
      name: 'BatchRequestTooLong',
    })
  })
})

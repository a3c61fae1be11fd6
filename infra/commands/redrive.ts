import { parseArgs } from 'node:util'
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'
import { domains } from '../../functions/catalogue.ts'
import { runCommand, runningStack } from './target.ts'

const usage = 'Usage: npm run redrive -- <worker>|--all [--aws [--app atrium]] [--state-dir .local]'

/** `npm run redrive`: puts what is in dead-letter queues back where it came from. */
await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      aws: { type: 'boolean', default: false },
      app: { type: 'string', default: 'atrium' },
      'state-dir': { type: 'string', default: '.local' },
    },
  })
  const known = domains.flatMap(({ workers }) => workers).map(({ id }) => id)
  const chosen = values.all ? known : positionals
  if (chosen.length === 0) throw new Error(`${usage}\nWorkers: ${known.join(', ')}`)
  const unknown = chosen.filter((id) => !known.includes(id))
  if (unknown.length > 0) throw new Error(`There is no worker ${unknown.join(', ')}. Workers: ${known.join(', ')}`)
  const move = values.aws ? inAws(values.app) : await onLocalStack(values['state-dir'])
  for (const id of chosen) process.stdout.write(`${id}: ${await move(id)}\n`)
})

type Move = (worker: string) => Promise<string>

function inAws(app: string): Move {
  const client = new SQSClient({})
  return async (worker) => {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: `${app}-${worker}-dead` }))
    const wanted = { QueueUrl, AttributeNames: ['QueueArn' as const, 'ApproximateNumberOfMessages' as const] }
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand(wanted))
    if (Attributes.ApproximateNumberOfMessages === '0') return 'nothing to put back'
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes.QueueArn }))
    return `putting back about ${Attributes.ApproximateNumberOfMessages} messages`
  }
}

async function onLocalStack(stateDir: string): Promise<Move> {
  const { api_url } = await runningStack(stateDir)
  return async (worker) => {
    const response = await fetch(new URL(`/_local/queues/${worker}/redrive`, api_url), { method: 'POST' })
    if (!response.ok) throw new Error(`The local stack answered ${response.status}: ${await response.text()}`)
    return `put back ${((await response.json()) as { moved: number }).moved} messages`
  }
}

import { type Db, MongoClient } from 'mongodb'
import { Users } from '../../functions/profiles/model.ts'
import { databaseName } from '../../shared/store/client.ts'
import { articles, planArticles } from './demo/articles.ts'
import { openClient } from './demo/client.ts'
import { openCommunity, password } from './demo/community.ts'
import { conversations } from './demo/conversations.ts'
import { engagement } from './demo/engagement.ts'
import { follows } from './demo/follows.ts'
import { administrator, moderator, people, planMembers } from './demo/people.ts'
import { posts } from './demo/posts.ts'
import { type Act, play } from './demo/timeline.ts'
import type { LocalStack } from './stack.ts'

export interface DemoOptions {
  /** How much of the story is told, from its beginning. */
  readonly days: number
  readonly report: (line: string) => void
}

/** A believable community that lived here for some weeks, up to now. */
export interface Demo {
  /** How far in the past the stack's clock has to begin. Throws when the database holds something else. */
  secondsBehind(mongodbUri: string): Promise<number>
  /** Lets everything happen through the API, unless it has. The clock is right again afterwards. */
  load(stack: LocalStack, signal: AbortSignal): Promise<void>
}

const settledSeconds = 120
const mark = 'local_demo'

export function createDemo({ days, report }: DemoOptions): Demo {
  let behind = 0
  return {
    async secondsBehind(mongodbUri) {
      const found = await withDatabase(mongodbUri, async (database) => ({
        loaded: (await database.collection(mark).findOne()) !== null,
        people: await database.collection(Users.name).estimatedDocumentCount(),
      }))
      if (!found.loaded && found.people > 0) {
        throw new Error('--demo needs an empty community, and this one has people in it: add --fresh or another --state-dir')
      }
      behind = found.loaded ? 0 : days * 86_400
      return behind
    },
    async load(stack, signal) {
      if (behind === 0) report('The demonstration is here already.')
      else await tell(stack, behind, report, signal)
      report(`Sign in as ${administrator} (admin), ${moderator} (moderator) or rosa; everyone's password is "${password}".`)
    },
  }
}

async function tell(stack: LocalStack, behind: number, report: DemoOptions['report'], signal: AbortSignal): Promise<void> {
  report('Loading the demonstration ...')
  const begunAt = performance.now()
  const begins = Date.now()
  const operator = openClient(stack.apiUrl, () => ({}))
  let left = behind
  const advance = async (seconds: number) => {
    signal.throwIfAborted()
    left -= seconds
    await operator.post('/_local/clock', { advance_seconds: seconds })
  }
  const moveTo = async (hours: number) => {
    const seconds = Math.floor((begins + hours * 3_600_000 - Date.now()) / 1000)
    if (seconds > 0) await advance(seconds)
  }

  const hours = behind / 3600
  const made = await play(plan(hours), hours, openCommunity(stack, new Date(begins + behind * 1000)), moveTo)
  await advance(left)
  await settle(stack)
  await withDatabase(stack.mongodbUri, (database) => database.collection(mark).insertOne({ loaded_at: new Date() }))

  const took = Math.round((performance.now() - begunAt) / 1000)
  report(`Loaded in ${took} s: ${Array.from(made, ([name, count]) => `${count} ${name}`).join(', ')}.`)
}

/** Everything that happens in so many hours, and some of what would later. A domain adds its part here. */
function plan(hours: number): Act[] {
  const written = planArticles()
  const members = planMembers(written)
  return [
    ...people(members),
    ...articles(written, members),
    ...conversations(written, members),
    ...engagement(written, members),
    ...follows(written, members),
    ...posts(members, hours),
  ]
}

async function settle({ apiUrl }: LocalStack): Promise<void> {
  const { ok } = await fetch(`${apiUrl}/_local/settled?timeout_seconds=${settledSeconds}`)
  if (!ok) throw new Error(`The demonstration did not come to rest within ${settledSeconds} seconds`)
}

async function withDatabase<Result>(uri: string, work: (database: Db) => Promise<Result>): Promise<Result> {
  const client = new MongoClient(uri, { appName: 'atrium-demo', maxPoolSize: 1 })
  try {
    return await work(client.db(databaseName()))
  } finally {
    await client.close()
  }
}

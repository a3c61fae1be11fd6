import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { StackAddresses } from '../support/process.ts'
import { articleBody, like, type Member, publishArticles, registerMembers } from './community.ts'
import type { LoadCall } from './load.ts'
import { startLoadGenerator } from './load-generator.ts'
import { median, quantile } from './measure.ts'
import type { Figure } from './report.ts'

const callers = 16
const rounds = 7
const callsOfRound = 320
const articlesCount = callsOfRound

interface Side {
  readonly origin: string
  readonly articles: readonly string[]
  readonly members: readonly Member[]
}

/** Calls per second over HTTP, of the stack and of a server written by hand on the same mongod, which take turns. */
export async function measureHttp({ api_url, mongodb_uri }: StackAddresses): Promise<Figure[]> {
  const byHand = fork(fileURLToPath(new URL('http-by-hand.ts', import.meta.url)), [mongodb_uri])
  const load = startLoadGenerator()
  try {
    const [handOrigin] = (await once(byHand, 'message')) as [string]
    const members = await registerMembers(api_url, callers)
    const articles = await publishArticles(api_url, members[0] as Member, articlesCount)
    const stack = { origin: api_url, articles, members }
    const hand = { origin: handOrigin, articles, members }
    const figures: Figure[] = []
    for (const kind of ['get', 'create', 'like'] as const) {
      const rates = { stack: [] as number[], hand: [] as number[] }
      const slow: number[] = []
      for (let round = 0; round <= rounds; round += 1) {
        const ours = await load.run(callsOf(kind, stack, round), callers)
        const theirs = await load.run(callsOf(kind, hand, round), callers)
        // The first round is for warming up.
        if (round === 0) continue
        rates.stack.push(callsOfRound / ours.seconds)
        rates.hand.push(callsOfRound / theirs.seconds)
        slow.push(quantile(ours.milliseconds, 0.99))
      }
      figures.push(
        { name: `http: ${kind}`, value: median(rates.stack), unit: '/s', detail: `${callers} callers, p99 ${median(slow).toFixed(0)} ms` },
        {
          name: `http: ${kind}, over a server by hand`,
          value: median(rates.stack.map((rate, at) => rate / (rates.hand[at] as number))),
          unit: '×',
          detail: `${median(rates.hand).toFixed(0)}/s by hand, without tokens, checks or events`,
        },
      )
    }
    return figures
  } finally {
    load.stop()
    byHand.kill()
  }
}

/** A round's calls. Nobody likes a thing twice: each round has another of the callers like each thing. */
function callsOf(kind: 'get' | 'create' | 'like', { origin, articles, members }: Side, round: number): LoadCall[] {
  return Array.from({ length: callsOfRound }, (_, at): LoadCall => {
    const member = members[(at + round) % members.length] as Member
    const id = articles[at % articles.length] as string
    if (kind === 'get') return { method: 'GET', url: `${origin}/v1/articles/${id}`, token: member.token }
    if (kind === 'like') return like(origin, id, member)
    return { method: 'POST', url: `${origin}/v1/articles`, token: member.token, body: articleBody }
  })
}

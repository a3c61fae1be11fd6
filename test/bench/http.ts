import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { StackAddresses } from '../support/process.ts'
import { makeCircle } from './circle.ts'
import { like, type Member, newArticle, newPost, publishArticles, registerMembers } from './community.ts'
import type { LoadCall } from './load.ts'
import { type LoadGenerator, startLoadGenerator } from './load-generator.ts'
import { median, quantile } from './measure.ts'
import { parseServer, startParseServer } from './parse-server-peer.ts'
import type { Figure } from './report.ts'

const callers = 16
// Enough of them that nobody posts more often than people may.
const people = 64
const rounds = 7
const callsOfRound = 320
const kinds = ['get', 'create', 'like', 'post', 'timeline'] as const

export type CallKind = (typeof kinds)[number]

/** The call of this kind about one of the articles, by one of the members, both by their number; timelines are read by the circle. */
export type CallOf = (kind: CallKind, article: number, member: number) => LoadCall

interface Opponent {
  readonly name: string
  readonly callOf: CallOf
  readonly detail: string
  /** How many times its rate ours has to be. */
  readonly budgets?: Readonly<Record<CallKind, number>>
}

/**
 * Calls per second over HTTP, of the stack and of a server written by hand on the same mongod, which take turns; with
 * `PEERS=1` Parse Server takes its turn as well.
 */
export async function measureHttp(addresses: StackAddresses): Promise<Figure[]> {
  const { api_url, mongodb_uri } = addresses
  await using ends = new AsyncDisposableStack()
  const load = startLoadGenerator()
  ends.defer(() => load.stop())
  const members = await registerMembers(api_url, people)
  const articles = await publishArticles(api_url, members[0] as Member, callsOfRound)
  const circle = await makeCircle(addresses, load, callers)
  const world = { articles, members, circle }
  const byHand = fork(fileURLToPath(new URL('http-by-hand.ts', import.meta.url)), [mongodb_uri])
  ends.defer(() => void byHand.kill())
  const [handOrigin] = (await once(byHand, 'message')) as [string]
  const opponents: Opponent[] = [
    { name: 'a server by hand', callOf: callsTo(handOrigin, world), detail: 'without tokens, checks or events' },
  ]
  if (process.env.PEERS === '1') {
    const peer = await startParseServer(mongodb_uri, { members: people, articles: callsOfRound, circle: callers })
    ends.defer(() => peer.stop())
    opponents.push({ name: parseServer, callOf: peer.callOf, detail: 'on the same mongod', budgets: { get: 1.7, create: 2, like: 4, post: 2, timeline: 5 } })
  }
  const figures: Figure[] = []
  for (const kind of kinds) figures.push(...(await compareKind(load, kind, callsTo(api_url, world), opponents)))
  return figures
}

async function compareKind(load: LoadGenerator, kind: CallKind, ours: CallOf, opponents: readonly Opponent[]): Promise<Figure[]> {
  const sides = [ours, ...opponents.map(({ callOf }) => callOf)]
  const rates = sides.map((): number[] => [])
  const slow: number[] = []
  // The first round is for warming up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [side, callOf] of sides.entries()) {
      const { seconds, milliseconds } = await load.run(callsOf(callOf, kind, round), callers)
      if (round === 0) continue
      rates[side]?.push(callsOfRound / seconds)
      if (side === 0) slow.push(quantile(milliseconds, 0.99))
    }
  }
  const [own = [], ...others] = rates
  return [
    { name: `http: ${kind}`, value: median(own), unit: '/s', detail: `${callers} callers, p99 ${median(slow).toFixed(0)} ms` },
    ...opponents.map(({ name, detail, budgets }, at): Figure => {
      const theirs = others[at] as number[]
      return {
        name: `http: ${kind}, over ${name}`,
        value: median(own.map((rate, round) => rate / (theirs[round] as number))),
        unit: '×',
        ...(budgets && { budget: { at: 'least', bound: budgets[kind] } }),
        detail: `${median(theirs).toFixed(0)}/s there, ${detail}`,
      }
    }),
  ]
}

/** A round's calls. Nobody likes a thing twice: each round has another member like each thing. */
function callsOf(callOf: CallOf, kind: CallKind, round: number): LoadCall[] {
  return Array.from({ length: callsOfRound }, (_, at) => callOf(kind, at, (at + round) % people))
}

interface World {
  readonly articles: readonly string[]
  readonly members: readonly Member[]
  readonly circle: readonly Member[]
}

/** Calls to the API, or to what looks like it. */
function callsTo(origin: string, { articles, members, circle }: World): CallOf {
  return (kind, article, member) => {
    const id = articles[article] as string
    const caller = members[member] as Member
    const { token } = caller
    if (kind === 'get') return { method: 'GET', url: `${origin}/v1/articles/${id}`, token }
    if (kind === 'like') return like(origin, id, caller)
    if (kind === 'timeline') return { method: 'GET', url: `${origin}/v1/timeline`, token: (circle[member % circle.length] as Member).token }
    if (kind === 'post') return { method: 'POST', url: `${origin}/v1/posts`, token, body: JSON.stringify(newPost()) }
    return { method: 'POST', url: `${origin}/v1/articles`, token, body: JSON.stringify(newArticle()) }
  }
}

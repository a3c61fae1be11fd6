import { MongoClient } from 'mongodb'
import { Follows } from '../../functions/graph/model.ts'
import { Timelines } from '../../functions/timelines/model.ts'
import type { StackAddresses } from '../support/process.ts'
import { type Member, registerMembers } from './community.ts'
import type { LoadCall } from './load.ts'
import { startLoadGenerator } from './load-generator.ts'
import { median, quantile } from './measure.ts'
import type { Figure } from './report.ts'

const callers = 16
const rounds = 5
const callsOfRound = 320
const postsOfEach = 4

/** Home timelines per second over HTTP, of people who all follow one another. */
export async function measureTimelineHttp({ api_url, mongodb_uri }: StackAddresses): Promise<Figure[]> {
  const members = await registerMembers(api_url, callers)
  const load = startLoadGenerator()
  const call = (member: Member, method: LoadCall['method'], path: string, body?: object): LoadCall => {
    return { method, url: `${api_url}${path}`, token: member.token, ...(body && { body: JSON.stringify(body) }) }
  }
  const read = (count: number) => load.run(Array.from({ length: count }, (_, at) => call(members[at % callers] as Member, 'GET', '/v1/timeline')), callers)
  try {
    const pairs = members.flatMap((member) => members.filter((other) => other !== member).map((other) => call(member, 'PUT', `/v1/users/${other.id}/follow`)))
    await load.run(pairs, callers)
    const posts = Array.from({ length: postsOfEach }, () => members.map((member) => call(member, 'POST', '/v1/posts', { content: 'Something to say.' })))
    await load.run(posts.flat(), callers)
    await read(callers)
    await letTimePass(mongodb_uri)
    await read(callers)
    await fetch(`${api_url}/_local/settled?timeout_seconds=60`)
    await read(callsOfRound)
    const rates: number[] = []
    const slow: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const { seconds, milliseconds } = await read(callsOfRound)
      rates.push(callsOfRound / seconds)
      slow.push(quantile(milliseconds, 0.99))
    }
    return [{ name: 'timeline: over HTTP', value: median(rates), unit: '/s', detail: `${callers} callers, p99 ${median(slow).toFixed(0)} ms` }]
  } finally {
    load.stop()
  }
}

/** Makes follows an hour older, so that they are written to timelines. */
async function letTimePass(uri: string): Promise<void> {
  const client = await new MongoClient(uri).connect()
  const at = new Date(Date.now() - 3_600_000)
  await client.db('atrium').collection(Follows.name).updateMany({ status: 'accepted' }, { $set: { at } })
  await client.db('atrium').collection(Timelines.name).updateMany({ status: 'live' }, { $set: { wanted_at: at } })
  await client.close()
}

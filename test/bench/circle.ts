import { MongoClient } from 'mongodb'
import { Follows } from '../../functions/graph/model.ts'
import { Timelines } from '../../functions/timelines/model.ts'
import type { StackAddresses } from '../support/process.ts'
import { type Member, newPost, registerMembers } from './community.ts'
import type { LoadCall } from './load.ts'
import type { LoadGenerator } from './load-generator.ts'

export const postsOfEach = 4

/** People who all follow one another and have posted a little, long enough ago that their timelines are written down. */
export async function makeCircle({ api_url, mongodb_uri }: StackAddresses, load: LoadGenerator, howMany: number): Promise<Member[]> {
  const members = await registerMembers(api_url, howMany)
  const call = ({ token }: Member, method: LoadCall['method'], path: string, body?: object): LoadCall => {
    return { method, url: `${api_url}${path}`, token, ...(body && { body: JSON.stringify(body) }) }
  }
  const run = (calls: readonly LoadCall[]) => load.run(calls, howMany)
  const read = () => run(members.map((member) => call(member, 'GET', '/v1/timeline')))
  await run(members.flatMap((member) => othersThan(member, members).map(({ id }) => call(member, 'PUT', `/v1/users/${id}/follow`))))
  for (let post = 0; post < postsOfEach; post += 1) await run(members.map((member) => call(member, 'POST', '/v1/posts', newPost())))
  await read()
  await letTimePass(mongodb_uri)
  await read()
  await fetch(`${api_url}/_local/settled?timeout_seconds=60`)
  return members
}

/** Everyone whom a member follows. */
export function othersThan<Someone>(member: Someone, members: readonly Someone[]): Someone[] {
  return members.filter((other) => other !== member)
}

/** Makes follows an hour older, so that they are written to timelines. */
async function letTimePass(uri: string): Promise<void> {
  const client = await new MongoClient(uri).connect()
  const at = new Date(Date.now() - 3_600_000)
  await client.db('atrium').collection(Follows.name).updateMany({ status: 'accepted' }, { $set: { at } })
  await client.db('atrium').collection(Timelines.name).updateMany({ status: 'live' }, { $set: { wanted_at: at } })
  await client.close()
}

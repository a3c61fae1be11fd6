import { MongoClient, ObjectId } from 'mongodb'
import { Likes } from '../../functions/engagement/public.ts'
import type { StackAddresses } from '../support/process.ts'
import { like, type Member, publishArticles, registerMembers } from './community.ts'
import type { LoadCall } from './load.ts'
import { type LoadGenerator, startLoadGenerator } from './load-generator.ts'
import { quantile } from './measure.ts'
import type { Figure } from './report.ts'

const callers = 16
const rounds = 60
const likedBefore = 500

/** What it costs that all callers like one thing, which many like already, over each of them liking a thing of their own. */
export async function measureHotSubject({ api_url, mongodb_uri }: StackAddresses): Promise<Figure[]> {
  const members = await registerMembers(api_url, callers)
  const [hot = '', ...others] = await publishArticles(api_url, members[0] as Member, callers + 1)
  await likeByMany(mongodb_uri, hot, members[0] as Member)
  const load = startLoadGenerator()
  try {
    const one = members.map((member) => like(api_url, hot, member))
    const many = members.map((member, at) => like(api_url, others[at] as string, member))
    await likeAgain(load, [one, many])
    const taken = { one: [] as number[], many: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      const [first, second] = round % 2 === 0 ? [one, many] : [many, one]
      const [a, b] = await likeAgain(load, [first, second])
      taken.one.push(...(first === one ? a : b))
      taken.many.push(...(first === one ? b : a))
    }
    const [slowestHot, slowestOther] = [quantile(taken.one, 0.99), quantile(taken.many, 0.99)]
    return [
      {
        name: 'hot subject: p99 of a like over one of different things',
        value: slowestHot / slowestOther,
        unit: '×',
        budget: { at: 'most', bound: 2 },
        detail: `${slowestHot.toFixed(1)} ms against ${slowestOther.toFixed(1)} ms, ${callers} callers`,
      },
    ]
  } finally {
    load.stop()
  }
}

/** Milliseconds of the likes of each group, all of a group at once. They are taken back afterwards, so that the next ones are new. */
async function likeAgain(load: LoadGenerator, groups: readonly (readonly LoadCall[])[]): Promise<[number[], number[]]> {
  const taken: number[][] = []
  for (const group of groups) {
    taken.push([...(await load.run(group, callers)).milliseconds])
    await load.run(group.map((call) => ({ ...call, method: 'DELETE' })), callers)
  }
  return [taken[0] ?? [], taken[1] ?? []]
}

async function likeByMany(uri: string, article_id: string, owner: Member): Promise<void> {
  const client = await new MongoClient(uri).connect()
  const likes = Array.from({ length: likedBefore }, () => ({
    _id: new ObjectId(),
    subject_type: 'articles',
    subject_id: new ObjectId(article_id),
    owner_id: new ObjectId(owner.id),
    user_id: new ObjectId(),
    at: new Date(),
  }))
  await client.db('atrium').collection(Likes.name).insertMany(likes)
  await client.close()
}

import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { followersOf, partFollowers } from '../../../functions/graph/following.ts'
import { Follows } from '../../../functions/graph/model.ts'
import { createDb } from '../../../shared/store/database.ts'
import { useFunctions } from '../../support/functions.ts'

const functions = useFunctions([Follows])
const store = () => createDb({ database: functions().database, now: new Date(), routes: {}, request_id: null, pending: [] })

const until = new Date('2026-05-01')

/** Someone whom people began to follow, so many at each moment, the latest first; the last of them later than `until`. */
async function followed(followers: number, atOnce: number): Promise<ObjectId> {
  const followee_id = new ObjectId()
  const follows = Array.from({ length: followers }, (_, index) => {
    const at = new Date(until.getTime() - Math.floor(index / atOnce) * 1000)
    return { follower_id: new ObjectId(), followee_id, status: 'accepted', at }
  })
  const others = [
    { follower_id: new ObjectId(), followee_id, status: 'accepted', at: new Date(until.getTime() + 1) },
    { follower_id: new ObjectId(), followee_id, status: 'requested', at: until },
  ]
  await functions().database.collection('follows').insertMany([...follows, ...others])
  return followee_id
}

async function idsOf(author: ObjectId, span: Parameters<typeof followersOf>[2]): Promise<string[]> {
  return (await followersOf(store(), author, span, 1000)).map(({ _id }) => String(_id))
}

describe('followers in parts', () => {
  it.each([1, 3, 7, 100])('are each in one of them, behind a page, with %i at each moment', async (atOnce) => {
    const author = await followed(100, atOnce)
    const page = await followersOf(store(), author, { until }, 10)
    const [last] = page.slice(-1)
    const rest = { until, after: last ? { at: last.at, follow_id: last._id } : null }
    const spans = await partFollowers(store(), author, rest, { parts: 4, least: 5 })
    const parts = await Promise.all(spans.map((span) => idsOf(author, span)))
    expect(parts.flat()).toEqual(await idsOf(author, rest))
    expect(parts.flat()).toHaveLength(90)
    expect(spans.length).toBeLessThanOrEqual(4)
  })

  it('are as many in each, as far as that goes', async () => {
    const author = await followed(90, 1)
    const spans = await partFollowers(store(), author, { until }, { parts: 4, least: 5 })
    const parts = await Promise.all(spans.map((span) => idsOf(author, span)))
    expect(parts.map(({ length }) => length)).toEqual([23, 23, 23, 21])
  })

  it('are few where there are few, and none where there is nobody', async () => {
    const author = await followed(12, 1)
    expect(await partFollowers(store(), author, { until }, { parts: 4, least: 5 })).toHaveLength(3)
    expect(await partFollowers(store(), author, { until }, { parts: 4, least: 12 })).toEqual([{ until, since: null }])
    expect(await partFollowers(store(), new ObjectId(), { until }, { parts: 4, least: 5 })).toEqual([])
  })
})

it('pages and parts of followers are read from the index alone', async () => {
  const author = await followed(50, 1)
  const { database } = functions()
  await database.command({ profile: 2 })
  const [last] = (await followersOf(store(), author, { until }, 10)).slice(-1)
  const after = last ? { at: last.at, follow_id: last._id } : null
  await followersOf(store(), author, { until, since: new Date(0), after }, 10)
  await partFollowers(store(), author, { until, after }, { parts: 4, least: 5 })
  await database.command({ profile: 0 })
  const reads = await database.collection('system.profile').find({ ns: `${database.databaseName}.follows` }).toArray()
  expect(reads).toHaveLength(6)
  for (const read of reads) expect(read).toMatchObject({ docsExamined: 0, planSummary: expect.stringContaining('follower_id') })
})

import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { handler as followUser } from '../../../functions/graph/follow-user.ts'
import { Follows } from '../../../functions/graph/model.ts'
import { handler as unfollowUser } from '../../../functions/graph/unfollow-user.ts'
import { handler as createPost } from '../../../functions/posts/create-post.ts'
import { TimelineAuthors, TimelineEntries, Timelines } from '../../../functions/timelines/model.ts'
import type { Message } from '../../support/messages.ts'
import { readTimeline } from './take-step.ts'
import { useWorld } from './world.ts'

const world = useWorld(4, { fanOutLimit: 3, length: 50 })

const [reader, author, fan, other] = [0, 1, 2, 3]

beforeEach(() => world().reset())

const follow = (who: number, whom: number) =>
  world().call(who, followUser, 'PUT', '/v1/users/{user_id}/follow', { user_id: world().people[whom]?.id as string })
const unfollow = (who: number, whom: number) =>
  world().call(who, unfollowUser, 'DELETE', '/v1/users/{user_id}/follow', { user_id: world().people[whom]?.id as string })
const post = async (who: number): Promise<string> =>
  (await world().call(who, createPost, 'POST', '/v1/posts', undefined, { content: 'Look' })).body.id
const timeline = async (who: number) => (await readTimeline(world(), who, 20)).map(({ id }) => id)
const stored = (name: string) => world().functions.database.collection(name)
const entries = () => stored(TimelineEntries.name).countDocuments()

/** Someone reads, time passes, and what they follow is written down. */
async function settle(who: number): Promise<void> {
  await timeline(who)
  await world().age(3600)
  await timeline(who)
  await world().settle()
}

/** A message to a worker, by its event. */
const isOf = (type: string) => (message: Message) => JSON.parse(message.body).type === type

describe('an author whose followers become many, and few again', () => {
  it('loses no post between being written and being merged', async () => {
    await follow(reader, author)
    const written = await post(author)
    await settle(reader)
    expect(await entries()).toBe(1)

    await follow(fan, author)
    await follow(other, author)
    await world().count()
    const merged = await post(author)
    await world().settle()
    expect(await entries()).toBe(1)
    expect(await stored(TimelineAuthors.name).findOne()).toMatchObject({ is_merged: true })
    expect(await timeline(reader)).toEqual([merged, written])

    await settle(reader)
    expect(await stored(Timelines.name).findOne({ user_id: new ObjectId(world().people[reader]?.id) })).toMatchObject({ merged: [] })
    await unfollow(fan, author)
    await unfollow(other, author)
    await world().count()
    const writtenAgain = await post(author)
    await world().settle()
    expect(await entries()).toBe(2)
    expect(await timeline(reader)).toEqual([writtenAgain, merged, written])

    // A follow makes it worth settling again, and then everything of this author is written down.
    await follow(reader, other)
    await settle(reader)
    expect(await entries()).toBe(3)
    expect(await timeline(reader)).toEqual([writtenAgain, merged, written])
  })

  it('keeps a reader who was settled while it was merged', async () => {
    for (const who of [reader, fan, other]) await follow(who, author)
    await world().count()
    const first = await post(author)
    await world().settle()
    await settle(reader)
    expect(await entries()).toBe(0)
    expect((await stored(Timelines.name).findOne())?.merged).toHaveLength(1)
    const second = await post(author)
    expect(await timeline(reader)).toEqual([second, first])
  })
})

describe('a message that comes late', () => {
  it('about an end of following that was taken back removes nothing', async () => {
    await follow(reader, author)
    const id = await post(author)
    await settle(reader)
    await unfollow(reader, author)
    const ended = (await world().sent()).find(isOf('follow.removed'))
    expect(await timeline(reader)).toEqual([])
    await follow(reader, author)
    await settle(reader)
    await world().deliver(ended as Message)
    expect(await timeline(reader)).toEqual([id])
    expect(await entries()).toBe(1)
  })

  it('about an end of following that lasts removes what is written', async () => {
    await follow(reader, author)
    await post(author)
    await settle(reader)
    await unfollow(reader, author)
    await world().settle()
    expect(await entries()).toBe(0)
  })

  it('about a post puts it in its place, once', async () => {
    await follow(reader, author)
    await settle(reader)
    const first = await post(author)
    const late = await world().sent()
    const second = await post(author)
    await world().settle()
    expect(await timeline(reader)).toEqual([second])
    for (const message of [...late, ...late]) await world().deliver(message)
    expect(await timeline(reader)).toEqual([second, first])
    expect(await entries()).toBe(2)
  })
})

it('a fan-out that breaks off after some pages, which come again, writes to everyone once', async () => {
  const { database } = world().functions
  const author_id = new ObjectId(world().people[author]?.id)
  const now = Date.now()
  const fans = Array.from({ length: 12_500 }, () => new ObjectId())
  const follows = fans.map((follower_id, at) => {
    return { _id: new ObjectId(), follower_id, followee_id: author_id, status: 'accepted', at: new Date(now - at * 10) }
  })
  const timelines = fans.map((user_id) => {
    const dates = { settled_through: new Date(now), wanted_at: new Date(now), tended_at: new Date(now) }
    return { _id: new ObjectId(), user_id, status: 'live', merged: [], floor: null, revision: 1, ...dates }
  })
  await database.collection<{ _id: ObjectId }>(Follows.name).insertMany(follows)
  await database.collection<{ _id: ObjectId }>(Timelines.name).insertMany(timelines)
  await post(author)

  const [published] = await world().sent()
  await world().deliver(published as Message)
  expect(await entries()).toBe(10_000)
  // The worker that had taken the last page is gone: all come again, the last one even twice at once.
  const [rest] = await world().sent()
  await world().deliver(published as Message)
  await Promise.all([world().deliver(rest as Message), world().deliver(rest as Message)])
  await world().settle()
  expect(await entries()).toBe(12_500)
  expect(await stored(TimelineEntries.name).distinct('timeline_id')).toHaveLength(12_500)
})

it('someone who begins to follow in the middle of a fan-out misses nothing', async () => {
  await follow(reader, author)
  await settle(reader)
  await settle(fan)
  const id = await post(author)
  const waiting = await world().sent()
  await follow(fan, author)
  expect(await timeline(fan)).toEqual([id])
  await settle(fan)
  expect(await timeline(fan)).toEqual([id])
  for (const message of waiting) await world().deliver(message)
  expect(await timeline(fan)).toEqual([id])
  expect(await timeline(reader)).toEqual([id])
  expect(await entries()).toBe(2)
})

it('what happens at once comes out as if it had happened in turn', async () => {
  await follow(reader, author)
  await follow(reader, other)
  await settle(reader)
  const posts: string[] = []
  const deliverSent = async () => {
    for (const message of await world().sent()) await world().deliver(message)
  }
  const postOn = async (who: number) => {
    for (let at = 0; at < 5; at += 1) {
      posts.push(await post(who))
      await deliverSent()
    }
  }
  const waver = async () => {
    for (let at = 0; at < 5; at += 1) {
      await unfollow(reader, author)
      await deliverSent()
      await follow(reader, author)
    }
  }
  const readOn = async () => {
    for (let at = 0; at < 5; at += 1) await timeline(reader)
  }
  await Promise.all([postOn(author), postOn(other), postOn(reader), waver(), readOn()])
  await world().settle()
  expect((await timeline(reader)).toSorted()).toEqual(posts.toSorted())
  await settle(reader)
  expect((await timeline(reader)).toSorted()).toEqual(posts.toSorted())
})

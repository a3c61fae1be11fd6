import { ObjectId } from 'mongodb'
import { expect, it } from 'vitest'
import type { Actor } from '../../support/actor.ts'
import { useClockStack } from '../../support/clock-stack.ts'
import { follow, idsOf, postBy } from '../posts/posts.ts'

const stack = await useClockStack()

const ids = async (of: Actor) => idsOf(await of.all('/v1/timeline'))
const again = ({ username, password }: Actor) => stack.signIn(username, password)
const day = 24 * 3600

it('a timeline is written once it has been read, dropped when its owner stays away, and built again on return', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const client = await stack.database()
  const timelines = client.db('atrium').collection('timelines')
  const ofBob = { author_id: new ObjectId(bob.id) }
  const written = () => client.db('atrium').collection('timeline_entries').countDocuments(ofBob)
  const ofAda = { user_id: new ObjectId(ada.id) }

  await follow(ada, bob)
  const posts = [(await postBy(bob)).id]
  expect(await ids(ada)).toEqual(posts)
  await stack.advance(600)
  expect(await ids(ada)).toEqual(posts)
  await stack.settled()
  expect(await written()).toBe(1)
  posts.unshift((await postBy(bob)).id)
  await stack.settled()
  expect(await written()).toBe(2)
  expect(await ids(ada)).toEqual(posts)

  await stack.advance(31 * day)
  await stack.runSchedule('tend-timelines')
  expect(await timelines.findOne(ofAda)).toMatchObject({ status: 'dropped' })
  const later = await again(bob)
  posts.unshift((await postBy(later)).id)
  await stack.settled()
  expect(await written()).toBe(2)
  await stack.advance(120)
  await stack.runSchedule('tend-timelines')
  expect(await timelines.countDocuments(ofAda)).toBe(0)
  expect(await written()).toBe(0)

  const returned = await again(ada)
  expect(await ids(returned)).toEqual(posts)
  await stack.settled()
  expect(await written()).toBe(3)
  expect(await ids(returned)).toEqual(posts)
}, 60_000)

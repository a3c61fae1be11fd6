import { ObjectId } from 'mongodb'
import { beforeAll, expect } from 'vitest'
import { Blocks, Follows, Mutes } from '../../../functions/graph/model.ts'
import { handler as clearUnfollowed } from '../../../functions/timelines/clear-unfollowed.ts'
import { clearUnfollowed as clearing, fanOutPost as fanning, settleTimeline as settling } from '../../../functions/timelines/contract.ts'
import { handler as fanOutPost } from '../../../functions/timelines/fan-out-post.ts'
import { TimelineAuthors, TimelineEntries, Timelines } from '../../../functions/timelines/model.ts'
import { handler as settleTimeline } from '../../../functions/timelines/settle-timeline.ts'
import { Posts, Reposts } from '../../../functions/posts/model.ts'
import { newUser, Users } from '../../../functions/profiles/public.ts'
import type { HttpHandler } from '../../../shared/runtime/http.ts'
import type { WorkerHandler } from '../../../shared/runtime/worker.ts'
import { runtimeCollections } from '../../../shared/runtime/collections.ts'
import { Outbox } from '../../../shared/store/outbox.ts'
import { type Functions, useFunctions } from '../../support/functions.ts'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { deliver, type Message } from '../../support/messages.ts'
import { answerService } from '../../support/services.ts'

const collections = [Timelines, TimelineEntries, TimelineAuthors, Posts, Reposts, Follows, Blocks, Mutes, Users]

const workers: readonly (readonly [readonly { readonly type: string }[], WorkerHandler])[] = [
  [settling.on, settleTimeline],
  [fanning.on, fanOutPost],
  [clearing.on, clearUnfollowed],
]
const heard = workers.flatMap(([on]) => on.map(({ type }) => type))
const unheard = ['follow.created', 'follow.requested', 'follow.request_ended', 'block.created', 'media.released']
const routes = Object.fromEntries([...heard.map((type) => [type, ['timelines']]), ...unheard.map((type) => [type, []])])

export interface Settings {
  readonly fanOutLimit?: number
  readonly length?: number
}

/** The timelines' functions over a database of the test file's own, with people who can call them. Nothing runs by itself. */
export interface World {
  readonly functions: Functions
  readonly people: readonly Actor[]
  call(who: number, handler: HttpHandler, method: string, path: string, params?: Record<string, string>, body?: Json): Promise<Json>
  /** The messages that were sent since the last time. */
  sent(): Promise<Message[]>
  /** Delivers a message; whether it was taken. */
  deliver(message: Message): Promise<boolean>
  /** Delivers everything, and what comes of it. */
  settle(): Promise<void>
  /** Lets time pass for everything but posts. */
  age(seconds: number): Promise<void>
  /** Writes how many follow each. */
  count(): Promise<void>
  /** Begins anew with the same people. */
  reset(): Promise<void>
}

/** Opens such a world for the tests of a file. */
export function useWorld(howMany: number, { fanOutLimit = 1000, length = 1000 }: Settings = {}): () => World {
  const functions = useFunctions(collections, {
    EVENT_ROUTES: JSON.stringify(routes),
    MEDIA_BUCKET: 'none',
    MEDIA_URL: 'http://127.0.0.1:1',
    TIMELINE_FANOUT_LIMIT: String(fanOutLimit),
    TIMELINE_IDLE_DAYS: '30',
    TIMELINE_LENGTH: String(length),
  })
  const people: Actor[] = []
  const seen = new Set<string>()

  beforeAll(async () => {
    const stack = await useStack()
    while (people.length < howMany) people.push(await stack.newUser())
    await reset()
  })
  beforeAll(() => answerService('SQS', (request, response) => request.resume().on('end', () => response.end('{}'))))

  async function reset() {
    const { database } = functions()
    for (const { name } of [...collections, ...runtimeCollections]) await database.collection(name).deleteMany({})
    const users = people.map(({ id, username, email }) => newUser({ _id: new ObjectId(id), username, email, full_name: null }, new Date()))
    await database.collection<{ _id: ObjectId }>(Users.name).insertMany(users)
  }

  async function sent(): Promise<Message[]> {
    const stored = await Promise.all(
      [Posts, Reposts, Follows, Timelines, Outbox].map(({ name }) => functions().database.collection(name).find({ 'outbox.0': { $exists: true } }).toArray()),
    )
    const fresh = stored.flat().flatMap(({ outbox }) => outbox as Json[]).filter(({ id }) => !seen.has(String(id)))
    for (const { id } of fresh) seen.add(String(id))
    return fresh.map(({ id, type, data, at }) => ({ id: String(id), body: JSON.stringify({ id, type, data, at, request_id: null }) }))
  }

  async function take(message: Message): Promise<boolean> {
    const { type } = JSON.parse(message.body)
    const handler = workers.find(([on]) => on.some((event) => event.type === type))?.[1]
    expect(handler, type).toBeDefined()
    return (await deliver(functions(), handler as WorkerHandler, [message])).length === 0
  }

  return () => ({
    functions: functions(),
    people,
    call: async (who, handler, method, path, params, body) => {
      const route = path
      const named = path.replace(/\{(\w+)\}/g, (_, name: string) => params?.[name] ?? '')
      const [plain = '', query] = named.split('?')
      const headers = { authorization: `Bearer ${people[who]?.access_token}` }
      return functions().call(handler, {
        method,
        path: plain,
        route: route.split('?')[0] ?? '',
        ...(params && { params }),
        ...(query !== undefined && { query }),
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    },
    sent,
    deliver: take,
    settle: async () => {
      for (let messages = await sent(); messages.length > 0; messages = await sent()) {
        for (const message of messages) expect(await take(message)).toBe(true)
      }
    },
    age: async (seconds) => {
      const earlier = (field: string) => ({ [field]: { $dateSubtract: { startDate: `$${field}`, unit: 'second', amount: seconds } } })
      const shift = (name: string, fields: string[], filter = {}) =>
        functions().database.collection(name).updateMany(filter, [{ $set: Object.assign({}, ...fields.map(earlier)) }])
      await shift(Follows.name, ['at'], { at: { $exists: true } })
      await shift(TimelineAuthors.name, ['changed_at'])
      await shift(Timelines.name, ['wanted_at', 'tended_at'], { user_id: { $exists: true } })
      await shift(Timelines.name, ['settled_through'], { settled_through: { $type: 'date' } })
      await shift(Timelines.name, ['floor.at'], { floor: { $type: 'object' } })
    },
    count: async () => {
      const { database } = functions()
      for (const { id } of people) {
        const followers = await database.collection(Follows.name).countDocuments({ followee_id: new ObjectId(id), status: 'accepted' })
        await database.collection(Users.name).updateOne({ _id: new ObjectId(id) }, { $set: { 'counts.followers': followers } })
      }
    },
    reset,
  })
}

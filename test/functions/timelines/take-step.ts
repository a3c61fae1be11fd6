import { expect } from 'vitest'
import { handler as blockUser } from '../../../functions/graph/block-user.ts'
import { handler as followUser } from '../../../functions/graph/follow-user.ts'
import { handler as muteUser } from '../../../functions/graph/mute-user.ts'
import { handler as unblockUser } from '../../../functions/graph/unblock-user.ts'
import { handler as unfollowUser } from '../../../functions/graph/unfollow-user.ts'
import { handler as unmuteUser } from '../../../functions/graph/unmute-user.ts'
import { handler as createPost } from '../../../functions/posts/create-post.ts'
import { handler as deletePost } from '../../../functions/posts/delete-post.ts'
import { Reposts } from '../../../functions/posts/model.ts'
import { handler as removeRepost } from '../../../functions/posts/remove-repost.ts'
import { handler as repostPost } from '../../../functions/posts/repost-post.ts'
import { handler as getTimeline } from '../../../functions/timelines/get-timeline.ts'
import { handler as tendTimelines } from '../../../functions/timelines/tend-timelines.ts'
import type { HttpHandler } from '../../../shared/runtime/http.ts'
import type { Json } from '../../support/actor.ts'
import type { Message } from '../../support/messages.ts'
import { type Item, type Model, pair, type Step } from './timeline-model.ts'
import type { World } from './world.ts'

/** Messages that wait, and those that came and may come again. */
export interface Mail {
  readonly waiting: Message[]
  readonly past: Message[]
}

const edges: Readonly<Partial<Record<Step['verb'], readonly [HttpHandler, string, string]>>> = {
  follow: [followUser, 'PUT', 'follow'],
  unfollow: [unfollowUser, 'DELETE', 'follow'],
  block: [blockUser, 'PUT', 'block'],
  unblock: [unblockUser, 'DELETE', 'block'],
  mute: [muteUser, 'PUT', 'mute'],
  unmute: [unmuteUser, 'DELETE', 'mute'],
}

const audiences: Readonly<Partial<Record<Step['verb'], Item['visibility']>>> = {
  post: 'public',
  'post to followers': 'followers',
  'post to the mentioned': 'mentioned',
}

/** Takes a step in the world and in the model. */
export async function takeStep(world: World, model: Model, mail: Mail, step: Step): Promise<void> {
  const { verb, actor, other, pick } = step
  const edge = edges[verb]
  const visibility = audiences[verb]
  if (edge) await changeEdge(world, model, step, edge)
  else if (visibility) await post(world, model, step, visibility)
  else if (verb === 'delete') await deleteOne(world, model, step)
  else if (verb === 'repost' || verb === 'take back') await changeRepost(world, model, step)
  else if (verb === 'read') await readTimeline(world, actor, (pick % 4) + 1)
  else if (verb === 'deliver' || verb === 'deliver again') await deliverSome(world, mail, step)
  else if (verb === 'count') await world.count()
  else if (verb === 'settle') await settleOne(world, mail, actor)
  else if (verb === 'wait') await world.age(121 + other * 3600)
  else await tend(world)
}

/** The schedule runs when every timeline is due. */
async function tend(world: World) {
  await world.age(7 * 3600)
  await world.functions.run(() => tendTimelines())
}

/** Someone's whole timeline, page by page. */
export async function readTimeline(world: World, who: number, limit: number): Promise<Json[]> {
  const items: Json[] = []
  let cursor = ''
  do {
    const { status, body } = await world.call(who, getTimeline, 'GET', `/v1/timeline?limit=${limit}${cursor}`)
    expect(status, JSON.stringify(body)).toBe(200)
    items.push(...body.items)
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : ''
  } while (cursor !== '')
  const places = items.map(({ published_at, id }) => `${published_at} ${id}`)
  expect(places, 'in order, and nothing twice').toEqual([...new Set(places)].toSorted().toReversed())
  return items
}

async function changeEdge(world: World, model: Model, { verb, actor, other }: Step, [handler, method, name]: readonly [HttpHandler, string, string]) {
  const user_id = world.people[other]?.id as string
  const { status } = await world.call(actor, handler, method, `/v1/users/{user_id}/${name}`, { user_id }, verb === 'mute' ? {} : undefined)
  if (status !== 200) return
  const { follows, blocks, mutes } = model
  if (verb === 'follow') follows.add(pair(actor, other))
  if (verb === 'mute') mutes.add(pair(actor, other))
  if (verb === 'unmute') mutes.delete(pair(actor, other))
  if (verb === 'unblock') blocks.delete(pair(actor, other))
  if (verb === 'block') blocks.add(pair(actor, other))
  if (verb === 'unfollow' || verb === 'block') follows.delete(pair(actor, other))
  if (verb === 'block') follows.delete(pair(other, actor))
}

async function post(world: World, model: Model, { actor, other }: Step, visibility: Item['visibility']) {
  const content = visibility === 'mentioned' ? `Look, @${world.people[other]?.username}` : 'Look'
  const { status, body } = await world.call(actor, createPost, 'POST', '/v1/posts', undefined, { content, visibility })
  expect(status, JSON.stringify(body)).toBe(201)
  const mentioned = body.mentions.length > 0 ? other : undefined
  model.items.push({ id: body.id, author: actor, visibility, mentioned, original: undefined })
}

async function deleteOne(world: World, model: Model, { actor, pick }: Step) {
  const own = model.items.filter(({ author, original }) => author === actor && !original)
  const chosen = own[pick % own.length]
  if (!chosen) return
  const { status } = await world.call(actor, deletePost, 'DELETE', '/v1/posts/{post_id}', { post_id: chosen.id })
  expect(status).toBe(204)
  model.items.splice(0, model.items.length, ...model.items.filter((item) => item !== chosen && item.original !== chosen))
}

async function changeRepost(world: World, model: Model, { verb, actor, pick }: Step) {
  const posts = model.items.filter(({ original }) => !original)
  const original = posts[pick % posts.length]
  if (!original) return
  const [handler, method] = verb === 'repost' ? ([repostPost, 'PUT'] as const) : ([removeRepost, 'DELETE'] as const)
  const { status } = await world.call(actor, handler, method, '/v1/posts/{post_id}/repost', { post_id: original.id })
  const known = model.items.findIndex((item) => item.original === original && item.author === actor)
  if (verb === 'take back') {
    // 204 where the reader no longer sees what they reposted: theirs goes all the same.
    expect(status).toBeOneOf([200, 204])
    if (known >= 0) model.items.splice(known, 1)
  }
  if (status !== 200 || verb === 'take back' || known >= 0) return
  const reposts = await world.functions.database.collection(Reposts.name).find().sort({ _id: -1 }).limit(1).toArray()
  model.items.push({ id: String(reposts[0]?._id), author: actor, visibility: 'public', mentioned: undefined, original })
}

/** Someone reads again after a while, and what they read is settled; other messages wait on. */
async function settleOne(world: World, { waiting }: Mail, actor: number) {
  await world.age(3600)
  await readTimeline(world, actor, 100)
  const [wanted, others] = partition([...waiting, ...(await world.sent())], ({ body }) => body.includes('"timeline.wanted"'))
  waiting.splice(0, waiting.length, ...others)
  for (const message of wanted) if (!(await world.deliver(message))) waiting.push(message)
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}

/** Delivers one of the messages that wait, whichever came first; or one that was delivered before. */
async function deliverSome(world: World, { waiting, past }: Mail, { verb, pick }: Step) {
  waiting.push(...(await world.sent()))
  const again = past[pick % past.length]
  if (verb === 'deliver again' && again) await world.deliver(again)
  const [message] = verb === 'deliver' ? waiting.splice(pick % Math.max(1, waiting.length), 1) : []
  if (!message) return
  if (await world.deliver(message)) past.push(message)
  else waiting.push(message)
}

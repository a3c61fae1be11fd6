import { assert, asyncProperty, array, constantFrom, nat, oneof, record } from 'fast-check'
import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { notifyUsers } from '../../../functions/notifications/contract.ts'
import { handler as deleteNotification } from '../../../functions/notifications/delete-notification.ts'
import { isRead } from '../../../functions/notifications/inbox.ts'
import type { Entry, Inbox, StoredAct } from '../../../functions/notifications/model.ts'
import { handler as readNotification } from '../../../functions/notifications/read-notification.ts'
import { handler as readNotifications } from '../../../functions/notifications/read-notifications.ts'
import { tellUsers } from '../../../functions/notifications/tell-users.ts'
import type { HttpHandler } from '../../../shared/runtime/http.ts'
import { eventBatch } from '../../../shared/runtime/worker.ts'
import type { Actor } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { addPeople, deliverAll, useNotifications } from './deliveries.ts'
import { type Happening, happenings } from './happenings.ts'
import { actorsOf, inboxModel, type ModelEntry } from './inbox-model.ts'

const functions = useNotifications()

// A turn spares conflicts and guards nothing, so that what it comes to without turns is what counts.
const impatient = eventBatch({ ...notifyUsers, takes_turns: false }, tellUsers)
let owner: Actor

beforeAll(async () => {
  owner = await (await useStack()).newUser()
  await addPeople(functions(), [new ObjectId(owner.id)])
})

async function stored(recipient: string) {
  const { database } = functions()
  const owned = new ObjectId(recipient)
  const inbox = await database.collection<Inbox>('notification_inboxes').findOne({ _id: owned })
  const entries = await database
    .collection<Entry>('notification_entries')
    .find({ recipient_id: owned })
    .sort({ created_at: 1, _id: 1 })
    .toArray()
  return {
    unread_count: inbox?.unread_count ?? 0,
    entries: entries.map((entry) => ({
      place: `${entry.type} ${entry.subject_id.toHexString()}`,
      is_read: isRead(entry, inbox?.read_up_to),
      actors: entry.actors.map(({ user_id }) => user_id.toHexString()),
      actors_count: entry.actors_count,
    })),
    ids: entries.map(({ _id }) => _id.toHexString()),
  }
}

function expected(model: ReturnType<typeof inboxModel>, recipient: string) {
  const entries = model.of(recipient).map((entry) => {
    const actors = actorsOf(entry)
    return { place: entry.place, is_read: entry.is_read, actors: actors.slice(0, 5), actors_count: actors.length }
  })
  return { unread_count: entries.filter(({ is_read }) => !is_read).length, entries }
}

const byContent = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b))

/** Entries opened in one batch have no order between them that a model could know. */
async function expectModelled(model: ReturnType<typeof inboxModel>) {
  const found = await stored(owner.id)
  const wanted = expected(model, owner.id)
  expect(found.unread_count).toBe(wanted.unread_count)
  expect(found.entries.toSorted(byContent)).toEqual(wanted.entries.toSorted(byContent))
}

async function clearInbox() {
  for (const name of ['notification_entries', 'notification_acts', 'notification_inboxes']) {
    await functions().database.collection(name).deleteMany({})
  }
}

const call = (handler: HttpHandler, method: string, path: string, more: { id?: string; body?: unknown }) =>
  functions().call(handler, {
    method,
    path,
    headers: { authorization: `Bearer ${owner.access_token}` },
    ...(more.id && { params: { notification_id: more.id } }),
    ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
  })

/** The entry of the model that stands for a stored one: they have their acts in common. */
async function twinOf(id: string, model: ReturnType<typeof inboxModel>): Promise<ModelEntry> {
  const act = await functions().database.collection<StoredAct>('notification_acts').findOne({ entry_id: new ObjectId(id) })
  const twin = model.of(owner.id).find(({ acts }) => acts.some((modelled) => modelled.id === String(act?.act_id)))
  if (!twin) throw new Error(`No entry of the model stands for ${id}`)
  return twin
}

/** Reads or removes a stored entry through the API, and the one that stands for it. */
async function handleEntry(does: 'read' | 'remove' | 'read up to', which: number, model: ReturnType<typeof inboxModel>) {
  const { ids } = await stored(owner.id)
  const at = which % Math.max(1, ids.length)
  const id = ids[at]
  if (!id) return
  if (does === 'remove') model.remove((await twinOf(id, model)).id)
  else for (const read of does === 'read' ? [id] : ids.slice(0, at + 1)) (await twinOf(read, model)).is_read = true

  const path = `/v1/notifications/${id}`
  const answer = await {
    read: () => call(readNotification, 'PUT', `${path}/read`, { id }),
    remove: () => call(deleteNotification, 'DELETE', path, { id }),
    'read up to': () => call(readNotifications, 'POST', '/v1/notifications/read', { body: { up_to: id } }),
  }[does]()
  expect(answer.status).toBe(204)
}

const step = oneof(
  record({ does: constantFrom('like' as const), thing: nat(1), person: nat(7) }),
  record({ does: constantFrom('like' as const), thing: nat(1), person: nat(7) }),
  record({ does: constantFrom('share' as const), thing: nat(1), person: nat(7) }),
  record({ does: constantFrom('unlike' as const), which: nat() }),
)

const turn = oneof(
  { weight: 3, arbitrary: step },
  { weight: 1, arbitrary: record({ does: constantFrom('deliver' as const), picks: array(nat(), { minLength: 1, maxLength: 6 }) }) },
  { weight: 1, arbitrary: record({ does: constantFrom('read' as const, 'remove' as const, 'read up to' as const), which: nat() }) },
)

describe('grouping', () => {
  it('equals a plain model, whatever is delivered twice or late and whenever people read', async () => {
    const property = asyncProperty(array(turn, { minLength: 5, maxLength: 40 }), async (turns) => {
      await clearInbox()
      const model = inboxModel()
      const happening = happenings(owner.id)
      const take = async (batch: readonly Happening[]) => {
        await deliverAll(functions(), batch.map(({ message }) => message))
        model.deliver(batch.map(({ event }) => event))
        await expectModelled(model)
      }
      for (const turn of turns) {
        if (turn.does === 'deliver') await take(turn.picks.flatMap((pick) => happening.queue[pick % Math.max(1, happening.queue.length)] ?? []))
        else if (turn.does === 'like' || turn.does === 'share' || turn.does === 'unlike') happening.add(turn)
        else await handleEntry(turn.does, turn.which, model)
      }
      await take(happening.queue)
    })
    await assert(property, { numRuns: 40 })
  })

  it('equals a recount when several workers meet on the same entries', async () => {
    const property = asyncProperty(array(step, { minLength: 8, maxLength: 60 }), nat(), async (steps, seed) => {
      await clearInbox()
      const happening = happenings(owner.id)
      for (const step of steps) happening.add(step)
      const batches = [0, 1, 2].map((worker) => happening.queue.filter((_, index) => (index * 7 + seed) % 3 === worker))
      const doubled = [...batches, batches[seed % 3] ?? []].filter((batch) => batch.length > 0)
      await Promise.all(doubled.map((batch) => deliverAll(functions(), batch.map(({ message }) => message), impatient)))
      const model = inboxModel()
      model.deliver(happening.queue.map(({ event }) => event))
      await expectModelled(model)
    })
    await assert(property, { numRuns: 20 })
  })
})

import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { event } from '../../../shared/contract/event.ts'
import { id } from '../../../shared/contract/fields.ts'
import { worker } from '../../../shared/contract/worker.ts'
import { eachEvent, eventBatch } from '../../../shared/runtime/worker.ts'
import { collection, objectId } from '../../../shared/store/collection.ts'
import { createDb } from '../../../shared/store/database.ts'
import type { PendingEvent } from '../../../shared/store/outbox.ts'
import { useFunctions } from '../../support/functions.ts'
import { sqsEvent } from '../../support/messages.ts'

const Totals = collection('totals', { _id: objectId, total: z.int() })
const Acts = collection('acts', { _id: objectId, of: objectId }, { outbox: true, indexes: [{ key: { of: 1 }, unique: true, serves: 'one act of each' }] })
const actAdded = event('act.added', { of: id, amount: z.int() })
const countActs = worker({ id: 'count-acts', summary: 'Adds up', on: [actAdded], impact: 'None.' })

const count = eventBatch(countActs, async ({ events, db }) => {
  for (const { data } of events) {
    if (data.amount < 0) throw new Error('poison')
    await db.update(Totals, data.of, { $inc: { total: data.amount } }, { upsert: true })
  }
})

const functions = useFunctions([Totals, Acts])

interface Sent {
  readonly id?: string
  readonly of: ObjectId
  readonly amount: number
  readonly source?: { collection: string; id: ObjectId }
}

function message({ id: eventId = new ObjectId().toHexString(), of, amount, source }: Sent) {
  return JSON.stringify({ id: eventId, type: 'act.added', data: { of, amount }, at: new Date(), request_id: null, ...(source && { source }) })
}

const run = (bodies: string[]) => functions().run(() => count(sqsEvent(bodies)))
const totalOf = async (of: ObjectId) => (await functions().database.collection('totals').findOne({ _id: of }))?.total

describe('a batch', () => {
  it('takes each event once, however often and wherever it is delivered', async () => {
    const of = new ObjectId()
    const first = message({ of, amount: 3 })
    const second = message({ of, amount: 4 })
    expect(await run([first, second, first])).toEqual({ batchItemFailures: [] })
    await Promise.all([run([second, first]), run([first]), run([second])])
    expect(await totalOf(of)).toBe(7)
  })

  it('with a poison message fails that one alone', async () => {
    const of = new ObjectId()
    const answer = await run([message({ of, amount: 1 }), message({ of, amount: -1 }), 'not JSON', message({ of, amount: 1 })])
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['1', '2'])
    expect(await totalOf(of)).toBe(2)
  })

  it('comes out exact when workers meet on one document', async () => {
    const of = new ObjectId()
    const all = Array.from({ length: 40 }, () => message({ of, amount: 1 }))
    const answers = await Promise.all([0, 10, 20, 30].map((from) => run(all.slice(from, from + 10))))
    const retried = answers.flatMap(({ batchItemFailures }, turn) => batchItemFailures.map(({ itemIdentifier }) => all[turn * 10 + Number(itemIdentifier.slice(1))] as string))
    for (const body of retried) await run([body])
    expect(await totalOf(of)).toBe(40)
  })
})

describe('one event at a time', () => {
  it('reports only what failed', async () => {
    const seen: number[] = []
    const each = eachEvent(countActs, async ({ event: { data } }) => {
      if (data.amount < 0) throw new Error('poison')
      seen.push(data.amount)
    })
    const of = new ObjectId()
    const answer = await functions().run(() => each(sqsEvent([message({ of, amount: 5 }), message({ of, amount: -5 })])))
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] })
    expect(seen).toEqual([5])
  })
})

describe('an outbox', () => {
  const store = (pending: PendingEvent[]) => {
    const routes = { 'act.added': ['other', 'count-acts'] }
    return createDb({ database: functions().database, now: new Date(), routes, request_id: 'r-1', pending })
  }
  const raw = () => functions().database.collection('acts')

  it('keeps an event inside its document until a consumer has received it', async () => {
    const pending: PendingEvent[] = []
    const act = { _id: new ObjectId(), of: new ObjectId() }
    await store(pending).insert(Acts, act, { emit: [actAdded({ of: act.of, amount: 2 })] })
    expect((await raw().findOne({ _id: act._id }))?.outbox).toMatchObject([{ type: 'act.added', data: { amount: 2 }, request_id: 'r-1' }])
    expect(await store([]).get(Acts, act._id)).toEqual(act)
    const [{ entry, source }] = pending as [PendingEvent]
    await run([message({ id: entry.id.toHexString(), of: act.of, amount: 2, source: { ...source, id: act._id } })])
    expect((await raw().findOne({ _id: act._id }))?.outbox).toEqual([])
  })

  it('of a removed document leaves a tombstone that nobody sees and that goes with its event', async () => {
    const pending: PendingEvent[] = []
    const db = store(pending)
    const act = { _id: new ObjectId(), of: new ObjectId() }
    await db.insert(Acts, act)
    expect(await db.remove(Acts, { of: act.of }, { emit: [actAdded({ of: act.of, amount: 1 })] })).toEqual(act)
    expect(await db.remove(Acts, { of: act.of }, { emit: [actAdded({ of: act.of, amount: 1 })] })).toBeNull()
    expect(await db.get(Acts, act._id)).toBeNull()
    // The unique index spares it.
    expect(await db.insertOnce(Acts, { of: act.of }, { _id: new ObjectId(), of: act.of })).toMatchObject({ inserted: true })
    expect(pending).toHaveLength(1)
    const [{ entry, source }] = pending as [PendingEvent]
    await run([message({ id: entry.id.toHexString(), of: act.of, amount: 1, source: { ...source, id: act._id } })])
    expect(await raw().findOne({ _id: act._id })).toBeNull()
  })

  it.each([
    ['with an event of its own', { emit: [actAdded({ of: new ObjectId(), amount: 1 })] }, [2, 1]],
    ['without one', {}, [2]],
  ])('outlives its document %s', async (_, options, amounts) => {
    const db = store([])
    const act = { _id: new ObjectId(), of: new ObjectId() }
    await db.insert(Acts, act, { emit: [actAdded({ of: act.of, amount: 2 })] })
    expect(await db.remove(Acts, { of: act.of }, options)).toEqual(act)
    expect(await db.get(Acts, act._id)).toBeNull()
    expect((await raw().findOne({ _id: act._id }))?.outbox.map(({ data }: { data: { amount: number } }) => data.amount)).toEqual(amounts)
  })

  it('keeps an event of a batch that failed until its last delivery', async () => {
    const act = { _id: new ObjectId(), of: new ObjectId() }
    const pending: PendingEvent[] = []
    await store(pending).insert(Acts, act, { emit: [actAdded({ of: act.of, amount: -1 })] })
    const [{ entry, source }] = pending as [PendingEvent]
    const failing = sqsEvent([message({ id: entry.id.toHexString(), of: act.of, amount: -1, source: { ...source, id: act._id } })])
    const outbox = async () => (await raw().findOne({ _id: act._id }))?.outbox
    await functions().run(() => count(failing))
    expect(await outbox()).toHaveLength(1)
    for (const { attributes } of failing.Records) attributes.ApproximateReceiveCount = '5'
    await functions().run(() => count(failing))
    expect(await outbox()).toEqual([])
  })

  it('gives insertOnce one winner among callers at the same time, and one event', async () => {
    const of = new ObjectId()
    const pending: PendingEvent[] = []
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () => store(pending).insertOnce(Acts, { of }, { _id: new ObjectId(), of }, { emit: [actAdded({ of, amount: 1 })] })),
    )
    expect(outcomes.filter(({ inserted }) => inserted)).toHaveLength(1)
    expect(new Set(outcomes.map(({ document }) => document._id.toHexString())).size).toBe(1)
    expect(pending).toHaveLength(1)
  })

  it('refuses an event that the function does not declare', async () => {
    const undeclared = event('act.unheard_of', {})
    const document = { _id: new ObjectId(), of: new ObjectId() }
    await expect(store([]).insert(Acts, document, { emit: [undeclared({})] })).rejects.toThrow('act.unheard_of')
    expect(await raw().findOne({ _id: document._id })).toBeNull()
  })
})

import { type CommandStartedEvent, ObjectId } from 'mongodb'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import * as z from 'zod'
import { collection, objectId } from '../../../shared/store/collection.ts'
import { createDb } from '../../../shared/store/database.ts'
import { inTransaction } from '../../../shared/store/transaction.ts'
import { useFunctions } from '../../support/functions.ts'

const Trees = collection('trees', { _id: objectId, name: z.string(), height: z.number() }, { outbox: true })
const Birds = collection('birds', { _id: objectId, name: z.string() })
const functions = useFunctions([Trees, Birds])

const trees = ['oak', 'ash', 'elm', 'yew'].map((name, height) => ({ _id: new ObjectId(), name, height }))
const [oak, ash, elm, yew] = trees.map(({ _id }) => _id) as [ObjectId, ObjectId, ObjectId, ObjectId]
const commands: string[] = []
const outside = { now: new Date(), routes: {}, request_id: null, pending: [], union: true }
const store = () => createDb({ ...outside, database: functions().database })

beforeAll(async () => {
  const db = store()
  for (const tree of trees) await db.insert(Trees, tree)
  for (const name of ['owl', 'tit']) await db.insert(Birds, { _id: new ObjectId(), name })
  await functions().database.collection(Trees.name).updateOne({ _id: oak }, { $set: { outbox: [] } })
  await functions().database.collection(Trees.name).replaceOne({ _id: yew }, { tombstone: true, outbox: [] })
  functions().client.on('commandStarted', ({ commandName }: CommandStartedEvent) => commands.push(commandName))
})
beforeEach(() => void commands.splice(0))

const reads = (db: ReturnType<typeof store>) =>
  [
    db.get(Trees, oak),
    db.find(Trees, {}, { sort: { height: -1 }, limit: 2, fields: { name: 1 } }),
    db.get(Trees, yew),
    db.find(Birds, { name: 'eagle' }),
    db.aggregate(Birds, [{ $sort: { name: 1 } }, { $group: { _id: null, names: { $push: '$name' } } }]),
    db.get(Birds, { name: 'tit' }, { fields: { _id: 0, name: 1 } }),
    db.find(Trees, { _id: { $in: [] } }),
  ] as const

const found = [
  { _id: oak, name: 'oak', height: 0 },
  [{ _id: elm, name: 'elm' }, { _id: ash, name: 'ash' }],
  null,
  [],
  [{ _id: null, names: ['owl', 'tit'] }],
  { name: 'tit' },
  [],
]

it('reads that are asked for together travel as one command, and each finds its own', async () => {
  expect(await Promise.all(reads(store()))).toEqual(found)
  expect(commands).toEqual(['aggregate'])
})

it('they find the same one by one', async () => {
  const db = store()
  const one = async (at: number) => reads(db)[at]
  for (const [at, expected] of found.entries()) expect(await one(at)).toEqual(expected)
})

it('what is asked for alone is a find', async () => {
  await store().get(Trees, oak)
  expect(commands).toEqual(['find'])
})

it('what one read leads to joins the others that the same answer leads to', async () => {
  const db = store()
  const after = async () => (await db.get(Trees, oak)) && db.get(Trees, ash)
  await Promise.all([after(), after().then(() => db.get(Trees, elm))])
  expect(commands).toEqual(['aggregate', 'aggregate', 'find'])
})

it('more documents than a first batch holds all come', async () => {
  const named = Array.from({ length: 400 }, (_, number) => ({ _id: new ObjectId(), name: `sparrow ${number}` }))
  const db = store()
  await db.bulk(Birds, named.map((document) => ({ insertOne: { document } })))
  const [all, again] = await Promise.all([db.find(Birds, { name: /^sparrow/ }), db.find(Birds, { name: /^sparrow/ })])
  expect([all.length, again.length]).toEqual([400, 400])
  expect(commands.filter((name) => name === 'getMore')).toEqual([])
})

it('where one of them is refused, all are', async () => {
  const db = store()
  const outcomes = await Promise.allSettled([db.get(Trees, oak), db.find(Trees, { $nonsense: 1 })])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

it('in a transaction each read is a find', async () => {
  const { client, database } = functions()
  const names = await inTransaction(client, async (session) => {
    const db = createDb({ ...outside, database, session })
    const first = await db.get(Trees, elm)
    const both = await Promise.all([db.get(Trees, oak), db.get(Trees, ash)])
    return [first, ...both].map((tree) => tree?.name)
  })
  expect(names).toEqual(['elm', 'oak', 'ash'])
  expect(commands.filter((name) => name === 'find' || name === 'aggregate')).toEqual(['find', 'find', 'find'])
})

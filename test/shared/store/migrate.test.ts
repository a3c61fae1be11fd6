import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { collection, date, objectId } from '../../../shared/store/collection.ts'
import { migrateCollections } from '../../../shared/store/migrate.ts'
import { useFunctions } from '../../support/functions.ts'

const shape = {
  _id: objectId,
  name: z.string().max(10),
  size: z.int().min(0),
  kind: z.enum(['a', 'b']),
  seen_at: date.nullable(),
  tags: z.array(z.string()).max(2),
  nested: z.object({ flag: z.boolean() }).optional(),
}
const Things = collection('things', shape, { outbox: true, indexes: [{ key: { name: 1 }, unique: true, serves: 'by name' }] })
const functions = useFunctions([Things])

const thing = (more: Record<string, unknown> = {}) => ({ _id: new ObjectId(), name: new ObjectId().toHexString().slice(-10), size: 1, kind: 'a', seen_at: null, tags: [], ...more })

describe('a validator', () => {
  const things = () => functions().database.collection('things')

  it('takes what the schema takes', async () => {
    await things().insertOne(thing())
    await things().insertOne(thing({ seen_at: new Date(), nested: { flag: true }, size: 2 ** 40 }))
    await things().insertOne({ _id: new ObjectId(), tombstone: true, outbox: [] })
  })

  it.each<[string, Record<string, unknown>]>([
    ['an unknown field', { extra: 1 }],
    ['text where a number is due', { size: '1' }],
    ['a number below its minimum', { size: -1 }],
    ['text that is too long', { name: 'x'.repeat(11) }],
    ['a value outside the list', { kind: 'c' }],
    ['text where a date is due', { seen_at: '2026-01-01' }],
    ['too many items', { tags: ['1', '2', '3'] }],
    ['an unknown field inside', { nested: { flag: true, more: 1 } }],
    ['an id in hex', { _id: '665f1c2ab7d4a3e1f0c9d8b7' }],
    ['a missing field', { kind: undefined }],
  ])('refuses %s', async (_, wrong) => {
    await expect(things().insertOne(thing(wrong) as never, { ignoreUndefined: true })).rejects.toMatchObject({ code: 121 })
  })
})

describe('a migration', () => {
  it('run again, and twice at once, changes nothing', async () => {
    const reports = await Promise.all([migrateCollections(functions().database, [Things]), migrateCollections(functions().database, [Things])])
    for (const report of reports) expect(report).toEqual({ created: [], indexes_created: [], indexes_dropped: [] })
  })

  it('builds indexes that are new, drops those that nobody declares, and replaces a changed validator', async () => {
    const before = collection('moving', { _id: objectId, a: z.int() }, { indexes: [{ key: { a: 1 }, serves: 'a' }] })
    const later = collection('moving', { _id: objectId, b: z.int() }, { indexes: [{ key: { b: -1 }, expire_after_seconds: 5, serves: 'b' }] })
    const { database } = functions()
    expect(await migrateCollections(database, [before])).toMatchObject({ created: ['moving'], indexes_created: ['moving.a'] })
    expect(await migrateCollections(database, [later])).toEqual({ created: [], indexes_created: ['moving.-b for 5s'], indexes_dropped: ['moving.a'] })
    await expect(database.collection('moving').insertOne({ a: 1 })).rejects.toMatchObject({ code: 121 })
    await database.collection('moving').insertOne({ b: 1 })
  })
})

import { ObjectId } from 'mongodb'
import * as z from 'zod'
import { expect, it } from 'vitest'
import { collection } from '../../../shared/store/collection.ts'
import { living } from '../../../shared/store/shapes.ts'

const shape = { _id: z.instanceof(ObjectId), owner_id: z.instanceof(ObjectId).nullable(), at: z.date(), is_open: z.boolean() }
const Bare = collection('bare', shape)
const Emitting = collection('emitting', shape, { outbox: true })

const id = new ObjectId()

it.each([
  ['an id', id],
  ['an id in a filter', { _id: id }],
  ['nothing', {}],
  ['what may be missing', { owner_id: null, at: { $lt: new Date() }, is_open: { $ne: true } }],
  ['either of two', { $or: [{ is_open: true }, { at: { $lt: new Date() } }] }],
  ['a value that is not given', { owner_id: undefined }],
])('tombstones are left out of a search for %s', (_, by) => {
  expect(living(Emitting, by)).toHaveProperty('tombstone')
  expect(living(Bare, by)).not.toHaveProperty('tombstone')
})

it.each([
  ['an id', { owner_id: id }],
  ['a date', { at: new Date() }],
  ['a text and more', { $and: [{ _id: id }, { name: 'one' }] }],
  ['either of two values', { $or: [{ is_open: true }, { owner_id: id }] }],
  ['a truth', { _id: id, is_open: false }],
])('no tombstone has %s, so that an index alone can answer', (_, filter) => {
  expect(living(Emitting, filter)).toEqual(filter)
})

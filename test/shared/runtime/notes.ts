import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { endpoint } from '../../../shared/contract/endpoint.ts'
import { id, listQuery, page, text } from '../../../shared/contract/fields.ts'
import { http, reply } from '../../../shared/runtime/http.ts'
import { collection, objectId } from '../../../shared/store/collection.ts'
import type { HttpRequest } from '../../support/functions.ts'

/** A small domain of the tests' own. */
export const Notes = collection(
  'notes',
  { _id: objectId, title: z.string(), revision: z.int(), shelf: z.string() },
  { indexes: [{ key: { shelf: 1, title: 1, _id: 1 }, serves: 'list' }, { key: { shelf: 1, title: 1 }, unique: true, serves: 'one title per shelf' }] },
)

const Note = z.object({ id, title: z.string(), revision: z.int() })
const present = (note: { _id: ObjectId; title: string; revision: number; shelf: string }) => ({ ...note, id: note._id })

const createNote = endpoint({
  id: 'create-note',
  method: 'POST',
  path: '/v1/notes',
  summary: 'Keep a note',
  auth: 'public',
  body: z.strictObject({ title: text(20, { min: 1 }), shelf: text(10).optional() }),
  response: { 201: Note },
  problems: { title_taken: 409 },
})
export const create = http(createNote, async ({ body, db, newId, problem }) => {
  const note = { _id: newId(), title: body.title, revision: 1, shelf: body.shelf ?? 'main' }
  return present(await db.insert(Notes, note, { onDuplicate: () => problem('title_taken') }))
})

const getNote = endpoint({
  id: 'get-note',
  method: 'GET',
  path: '/v1/notes/{note_id}',
  summary: 'Read a note',
  auth: 'public',
  response: { 200: Note, 308: null },
  problems: { note_not_found: 404 },
  etag: ['revision'],
})
export const get = http(getNote, async ({ params, db, problem }) => {
  const note = await db.get(Notes, params.note_id)
  if (!note) throw problem('note_not_found')
  return note.title === 'moved' ? reply(308, undefined, { location: '/v1/notes/elsewhere' }) : reply(200, present(note))
})

const editNote = endpoint({
  id: 'edit-note',
  method: 'PATCH',
  path: '/v1/notes/{note_id}',
  summary: 'Change a note',
  auth: 'public',
  body: z.strictObject({ title: text(20, { min: 1 }) }),
  response: { 200: Note },
  problems: { note_not_found: 404 },
  etag: ['revision'],
  if_match: true,
})
export const edit = http(editNote, async ({ params, body, db, problem, expectVersion }) => {
  const note = await db.get(Notes, params.note_id)
  if (!note) throw problem('note_not_found')
  expectVersion(note)
  const changed = await db.update(Notes, { _id: note._id, revision: note.revision }, { $set: body, $inc: { revision: 1 } })
  if (!changed) throw problem('note_not_found')
  return present(changed)
})

const listNotes = endpoint({
  id: 'list-notes',
  method: 'GET',
  path: '/v1/notes',
  summary: 'List notes',
  auth: 'public',
  query: listQuery({ shelf: text(30) }),
  response: { 200: page(Note) },
})
export const list = http(listNotes, async ({ query, list: request, db }) => {
  const found = await db.page(Notes, { filter: { shelf: query.shelf }, sort: { title: 1, _id: 1 }, request })
  return { ...found, items: found.items.map(present) }
})

/** A request that keeps a note. */
export const post = (body: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'POST', path: '/v1/notes', body, ...more })

/** A request about one note. */
export const at = (method: string, noteId: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method,
  path: `/v1/notes/${noteId}`,
  route: '/v1/notes/{note_id}',
  params: { note_id: noteId },
  ...more,
})

import { type Collection as Documents, MongoClient, ObjectId } from 'mongodb'
import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { id, listQuery, page, text, time } from '../../shared/contract/fields.ts'
import { http } from '../../shared/runtime/http.ts'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'
import { withItems } from '../../shared/store/page.ts'

/** A small domain for measuring what the platform itself costs: the same work through it and by hand. */
export const Notes = collection(
  'notes',
  { _id: objectId, shelf: z.string(), title: z.string(), body: z.string(), created_at: date },
  { outbox: true, indexes: [{ key: { shelf: 1, created_at: -1, _id: -1 }, serves: 'list' }] },
)

type NoteDocument = DocumentOf<typeof Notes>

export const noteKept = event('note.kept', { note_id: id, title: z.string() })

const Note = z.object({ id, shelf: z.string(), title: z.string(), body: z.string(), created_at: time })
const present = ({ _id, ...fields }: NoteDocument) => ({ id: _id, ...fields })

const contracts = {
  create: endpoint({
    id: 'create-note',
    method: 'POST',
    path: '/v1/notes',
    summary: 'Keep a note',
    auth: 'public',
    body: z.strictObject({ shelf: text(50), title: text(100, { min: 1 }), body: text(5000) }),
    response: { 201: Note },
  }),
  get: endpoint({
    id: 'get-note',
    method: 'GET',
    path: '/v1/notes/{note_id}',
    summary: 'Read a note',
    auth: 'public',
    response: { 200: Note },
    problems: { note_not_found: 404 },
  }),
  list: endpoint({
    id: 'list-notes',
    method: 'GET',
    path: '/v1/notes',
    summary: 'List notes',
    auth: 'public',
    query: listQuery({ shelf: text(50) }),
    response: { 200: page(Note) },
  }),
}

export const platform = {
  create: http(contracts.create, async ({ body, db, newId, now }) => present(await db.insert(Notes, { _id: newId(), ...body, created_at: now }))),
  get: http(contracts.get, async ({ params, db, problem }) => {
    const note = await db.get(Notes, params.note_id)
    if (!note) throw problem('note_not_found')
    return present(note)
  }),
  list: http(contracts.list, async ({ query, list: request, db }) => {
    const found = await db.page(Notes, { filter: { shelf: query.shelf }, sort: { created_at: -1, _id: -1 }, request })
    return withItems(found, found.items.map(present))
  }),
}

interface PlainEvent {
  readonly body?: string
  readonly pathParameters?: { readonly note_id?: string }
  readonly rawQueryString: string
}

const json = { 'content-type': 'application/json' }

/** The same three calls as an engineer in a hurry writes them: no checks, no contract, the same database work. */
export function byHand(notes: Documents<NoteDocument>) {
  return {
    create: async ({ body = '' }: PlainEvent) => {
      const { shelf, title, body: content } = JSON.parse(body)
      const note = { _id: new ObjectId(), shelf, title, body: content, created_at: new Date() }
      await notes.insertOne(note)
      return { statusCode: 201, headers: json, body: JSON.stringify({ ...note, _id: undefined, id: note._id }) }
    },
    get: async ({ pathParameters }: PlainEvent) => {
      const note = await notes.findOne({ _id: new ObjectId(pathParameters?.note_id) }, { projection: { outbox: 0 } })
      if (!note) return { statusCode: 404 }
      return { statusCode: 200, headers: json, body: JSON.stringify({ ...note, _id: undefined, id: note._id }) }
    },
    list: async ({ rawQueryString }: PlainEvent) => {
      const shelf = new URLSearchParams(rawQueryString).get('shelf') ?? ''
      const found = await notes.find({ shelf }, { projection: { outbox: 0 } }).sort({ created_at: -1, _id: -1 }).limit(21).toArray()
      const items = found.slice(0, 20).map(({ _id, ...note }) => ({ id: _id, ...note }))
      return { statusCode: 200, headers: json, body: JSON.stringify({ items, next_cursor: items.at(-1)?.id ?? null }) }
    },
  }
}

/** A client with the settings of the platform's own, for the side that is written by hand. */
export function connectByHand(uri: string): Promise<MongoClient> {
  return new MongoClient(uri, { maxPoolSize: 20, ignoreUndefined: true, writeConcern: { w: 'majority' } }).connect()
}

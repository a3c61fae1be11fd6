import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Collection as Documents, Document } from 'mongodb'
import { ObjectId } from 'mongodb'
import { createDb } from '../../shared/store/database.ts'
import { gatewayEvent, openFunctions } from '../support/own-functions.ts'
import type { StackAddresses } from '../support/process.ts'
import { farDatabase } from './far-database.ts'
import { byHand, connectByHand, noteKept, Notes, platform } from './notes.ts'
import { compare, type Comparison } from './measure.ts'
import type { Figure } from './report.ts'

const body = JSON.stringify({ shelf: 'main', title: 'A note', body: 'word '.repeat(60) })
// As long as the compiler goes on making the code of either side faster.
const warmUp = 20
const context = { getRemainingTimeInMillis: () => 6000 } as never

/**
 * What the platform costs over a hand-written handler that does the same database work, beside the database and, as where
 * it is deployed, at a distance; and events over a bare insert.
 */
export async function measureEndpoints(addresses: StackAddresses): Promise<Figure[]> {
  const near = await compareEndpoints(addresses, { warmUp }, endpointFigures)
  const events = await eventsFigure(addresses)
  const far = await farDatabase(addresses.mongodb_uri, 1)
  try {
    return [...near, events, ...(await compareEndpoints({ ...addresses, mongodb_uri: far.uri }, { calls: 50 }, farFigures))]
  } finally {
    far.stop()
  }
}

type FiguresOf = (call: string, compared: Comparison) => Figure[]

async function compareEndpoints(addresses: StackAddresses, how: { warmUp?: number; calls?: number }, figuresOf: FiguresOf): Promise<Figure[]> {
  const functions = await openFunctions(addresses, [Notes])
  const client = await connectByHand(addresses.mongodb_uri)
  try {
    const notes = client.db(functions.database.databaseName).collection<Document & { _id: ObjectId }>(Notes.name)
    const hand = byHand(notes as never)
    const seeded = await seed(notes)
    const requests = {
      create: gatewayEvent({ method: 'POST', path: '/v1/notes', body }),
      get: gatewayEvent({ method: 'GET', path: `/v1/notes/${seeded}`, route: '/v1/notes/{note_id}', params: { note_id: seeded } }),
      list: gatewayEvent({ method: 'GET', path: '/v1/notes', query: 'shelf=seeded' }),
    }
    const figures: Figure[] = []
    for (const call of ['create', 'get', 'list'] as const) {
      const through = (event: APIGatewayProxyEventV2) => functions.run(() => platform[call](event, context))
      const give = () => structuredClone(requests[call])
      const compared = await compare(through, (event) => hand[call](event), { give, ...how })
      figures.push(...figuresOf(call, compared))
    }
    return figures
  } finally {
    await client.close()
    await functions.close()
  }
}

async function seed(notes: Documents<Document & { _id: ObjectId }>): Promise<string> {
  const documents = Array.from({ length: 200 }, (_, at) => ({
    _id: new ObjectId(),
    shelf: 'seeded',
    title: `Note ${at}`,
    body: 'word '.repeat(60),
    created_at: new Date(at * 1000),
  }))
  await notes.insertMany(documents)
  return String(documents[0]?._id)
}

function endpointFigures(call: string, compared: Comparison): Figure[] {
  return [
    { ...timeFigure(`endpoint: ${call}, time over by hand`, compared), budget: { at: 'most', bound: 1.1 } },
    { name: `endpoint: ${call}, CPU above by hand`, value: compared.extra_cpu_microseconds / 1000, unit: 'ms', budget: { at: 'most', bound: 0.15 } },
  ]
}

function farFigures(call: string, compared: Comparison): Figure[] {
  return [timeFigure(`endpoint: ${call}, the same a millisecond from the database`, compared)]
}

function timeFigure(name: string, { ratio, subject, baseline }: Comparison): Figure {
  return { name, value: ratio, unit: '×', detail: `${subject.microseconds.toFixed(0)} µs against ${baseline.microseconds.toFixed(0)} µs` }
}

/** What an event takes beside the write that it commits with. */
async function eventsFigure(addresses: StackAddresses): Promise<Figure> {
  const functions = await openFunctions(addresses, [Notes])
  try {
    const { database } = functions
    const bare: Documents = database.collection(Notes.name)
    const scope = { database, now: new Date(), routes: { 'note.kept': ['count-notes'] }, request_id: null }
    const document = () => ({ _id: new ObjectId(), shelf: 'main', title: 'A note', body: 'word '.repeat(60), created_at: new Date() })
    const withEvent = () => {
      const note = document()
      return createDb({ ...scope, pending: [] }).insert(Notes, note, { emit: [noteKept({ note_id: note._id, title: note.title })] })
    }
    const { ratio } = await compare(withEvent, () => bare.insertOne(document(), { writeConcern: { w: 'majority' } }))
    return { name: 'store: create with an event over a bare insert', value: ratio, unit: '×', budget: { at: 'most', bound: 1.1 } }
  } finally {
    await functions.close()
  }
}

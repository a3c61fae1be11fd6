import { type ChangeStreamDocument, type Db as MongoDb, type Document, ObjectId } from 'mongodb'
import type { Stack } from '../support/stack.ts'

/** Hears of every event that is written, and delivers them again. */
export interface Redelivery {
  /** Delivers everything heard so far once more, in an order of one's own, waits until it has arrived and says how much it was. */
  again(shuffle: (events: readonly Document[]) => readonly Document[]): Promise<number>
  stop(): Promise<void>
}

export function hearEvents(stack: Stack, database: MongoDb): Redelivery {
  const heard = new Map<string, Document>()
  const stream = database.watch([{ $match: { operationType: { $in: ['insert', 'replace', 'update'] } } }])
  stream.on('change', (change) => {
    for (const event of eventsIn(change)) heard.set(String(event.id), event)
  })
  return {
    again: async (shuffle) => {
      const carriers = shuffle([...heard.values()]).map((event) => ({ _id: new ObjectId(), tombstone: true, outbox: [{ ...event, due: new Date(0), attempts: 0 }] }))
      if (carriers.length > 0) await database.collection('outbox').insertMany(carriers)
      let sent = 0
      for (let swept = 1; swept > 0; sent += swept) {
        swept = (await stack.runSchedule('sweep-outbox')).body.result?.events_sent ?? 0
        await stack.settled()
      }
      return sent
    },
    stop: () => stream.close(),
  }
}

function eventsIn(change: ChangeStreamDocument): Document[] {
  if (change.operationType === 'insert' || change.operationType === 'replace') return change.fullDocument.outbox ?? []
  if (change.operationType !== 'update') return []
  const changed = Object.entries(change.updateDescription.updatedFields ?? {})
  return changed.flatMap(([path, value]) => (path === 'outbox' ? value : /^outbox\.\d+$/.test(path) ? [value] : []))
}

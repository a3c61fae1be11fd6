import { processedAmong } from '../../shared/runtime/worker.ts'
import { collection, objectId } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import type { OutboxEntry } from '../../shared/store/outbox.ts'
import { carriers } from '../carriers.derived.ts'
import { countEngagement } from './contract.ts'
import { type Act, actsOf, type CountedEvent } from './counting.ts'

const outboxes = carriers.map((name) => collection(name, { _id: objectId }, { outbox: true }))
const contracts = new Map(countEngagement.on.map((event) => [event.type as string, event]))

/**
 * What was committed and is not counted yet. An event stays in its outbox until it was counted, because
 * `count-engagement` is the worker that clears the events it takes; so in one snapshot, what is in an outbox and not
 * among the processed events is exactly that. `undefined` when there is more of it than `most`.
 */
export async function actsUnderWay(db: Db, most: number): Promise<Act[] | undefined> {
  const entries: OutboxEntry[] = []
  for (const outbox of outboxes) {
    const found = await db.aggregate<{ outbox: OutboxEntry }>(outbox, [
      { $match: { 'outbox.due': { $exists: true } } },
      { $project: { outbox: 1 } },
      { $unwind: '$outbox' },
      { $match: { 'outbox.type': { $in: [...contracts.keys()] } } },
      { $limit: most + 1 },
    ])
    entries.push(...found.map(({ outbox: entry }) => entry))
    if (entries.length > most) return undefined
  }
  const processed = await processedAmong(db, countEngagement, entries.map(({ id }) => id.toHexString()))
  return entries.filter(({ id }) => !processed.has(id.toHexString())).flatMap(actsOfEntry)
}

function actsOfEntry({ type, data, at }: OutboxEntry): Act[] {
  const contract = contracts.get(type)
  return contract ? actsOf({ type, data: contract.data.parse(data), at } as Pick<CountedEvent, 'type' | 'data' | 'at'>) : []
}

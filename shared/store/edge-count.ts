import type { Filter } from 'mongodb'
import type { Collection, StoredDocument } from './collection.ts'
import type { Db } from './database.ts'

// Up to here edges themselves are counted, from their index alone.
const countedOneByOne = 200

/**
 * How many edges meet the filter now. Beyond 200 `counter` is asked: counters follow the edges by a second or two, and it
 * says what its own will be.
 */
export async function edgeCount<D extends StoredDocument>(
  db: Db,
  of: Collection<D>,
  filter: Filter<D>,
  counter: () => number | Promise<number>,
): Promise<number> {
  const [found] = await db.aggregate<{ edges: number }>(of, [{ $match: filter }, { $limit: countedOneByOne }, { $count: 'edges' }])
  const edges = found?.edges ?? 0
  return edges < countedOneByOne ? edges : Math.max(edges, await counter())
}

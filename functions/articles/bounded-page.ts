import type { Filter } from 'mongodb'
import type { Collection, StoredDocument } from '../../shared/store/collection.ts'
import type { Sort } from '../../shared/store/cursor.ts'
import type { Db } from '../../shared/store/database.ts'
import { type ListRequest, type Page, withItems } from '../../shared/store/page.ts'

// A function answers 6 MB at most; what surrounds the texts has room in the rest.
const mostBytes = 4_000_000

interface Sized extends StoredDocument {
  readonly size: number
}

interface Query<D> {
  readonly filter: Filter<D>
  readonly sort: Sort
  readonly request: ListRequest
}

/** One page of documents with long texts, which ends early where more of them would not fit into an answer. */
export async function boundedPage<D extends Sized>(db: Db, of: Collection<D>, { filter, sort, request }: Query<D>): Promise<Page<D>> {
  // The values of the sort, for the cursor, and no texts.
  const names = ['size', ...Object.keys(sort).map((path) => path.replace(/\..*/, ''))]
  const fields: Record<string, 1> = Object.fromEntries(names.map((name): [string, 1] => [name, 1]))
  const read = (limit: number) => db.page(of, { filter, sort, fields: fields as never, request: { ...request, limit } })
  const whole = await read(request.limit)
  const fitting = countFitting(whole.items)
  const page = fitting < whole.items.length ? await read(fitting) : whole
  if (page.items.length === 0) return withItems(page, [])
  const chosen = { $and: [filter, { _id: { $in: page.items.map(({ _id }) => _id) } }] }
  return withItems(page, await db.find(of, chosen as Filter<D>, { sort }))
}

/** How many of them fit into one answer; the first always does. */
function countFitting(items: readonly Sized[]): number {
  let bytes = 0
  const beyond = items.findIndex(({ size }) => (bytes += size) > mostBytes)
  return beyond < 0 ? items.length : Math.max(1, beyond)
}

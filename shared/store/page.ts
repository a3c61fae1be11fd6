import { runtimeProblem } from '../contract/problems.ts'
import { applicationSecret } from '../runtime/application-secret.ts'
import { after, type Position, readCursor, type Sort, valueAt, writeCursor } from './cursor.ts'

/** What a caller asked of a list: how many, from where, and which list it is. */
export interface ListRequest {
  readonly limit: number
  readonly cursor?: string | undefined
  /** Names the list with its filters (and, on one's own lists, its reader): a cursor is good for this alone. */
  readonly list: string
}

export interface Page<Item> {
  readonly items: Item[]
  readonly next_cursor: string | null
}

/**
 * Reads one page by keyset: `read` gets the filter for what comes after the cursor (empty on the first page) and how many
 * to fetch. Throws the problem `invalid_cursor`.
 */
export function keysetPage<Item>(
  request: ListRequest,
  sort: Sort,
  read: (position: Record<string, unknown>, limit: number) => Promise<Item[]>,
): Promise<Page<Item>> {
  return pageAfter(request, sort, (position, limit) => read(position ? after(position, sort) : {}, limit))
}

/**
 * Reads one page of what lies in no collection of its own: `read` gets the values of the sort's fields at the last item of
 * the page before, `undefined` on the first, and how many to fetch. Throws the problem `invalid_cursor`.
 */
export function pageAfter<Item>(
  request: ListRequest,
  sort: Sort,
  read: (position: Position | undefined, limit: number) => Promise<Item[]>,
): Promise<Page<Item>> {
  return scannedPage(request, sort, async (position) => {
    const found = await read(position, request.limit + 1)
    const items = found.slice(0, request.limit)
    const last = items.at(-1)
    return { items, end: found.length > request.limit ? Object.keys(sort).map((field) => valueAt(last, field)) : null }
  })
}

/**
 * Reads one page of a list that looks through more than it shows. `scan` gets the position after which to begin, `undefined`
 * on the first page, and says after which the next page begins, `null` on the last. Throws the problem `invalid_cursor`.
 */
export async function scannedPage<Item>(
  request: ListRequest,
  sort: Sort,
  scan: (position: Position | undefined) => Promise<{ readonly items: Item[]; readonly end: Position | null }>,
): Promise<Page<Item>> {
  const { application_key } = await applicationSecret()
  const list = `${request.list} ${JSON.stringify(sort)}`
  const length = Object.keys(sort).length
  const position = request.cursor === undefined ? undefined : readCursor(request.cursor, list, application_key, length)
  if (request.cursor !== undefined && !position) throw runtimeProblem('invalid_cursor')
  const { items, end } = await scan(position)
  return { items, next_cursor: end && writeCursor(end, list, application_key) }
}

// A function may answer 6 MB.
const mostBytes = 5_000_000

/**
 * The beginning of a page that fits into one answer, at least its first item, with a cursor to the rest. `bytesOf` says
 * how many bytes an item takes; `request` and `sort` are those that the page was read with.
 */
export async function fittingPage<Item>(
  page: Page<Item>,
  request: ListRequest,
  sort: Sort,
  bytesOf: (item: Item) => number,
): Promise<Page<Item>> {
  let bytes = 0
  let fits = 0
  for (const item of page.items) {
    bytes += bytesOf(item)
    if (bytes > mostBytes) break
    fits += 1
  }
  const limit = Math.max(1, fits)
  return limit >= page.items.length ? page : keysetPage({ ...request, limit }, sort, () => Promise.resolve(page.items))
}

/** The same page with other items, such as documents as clients see them. */
export function withItems<Item>({ next_cursor }: Page<unknown>, items: Item[]): Page<Item> {
  return { items, next_cursor }
}

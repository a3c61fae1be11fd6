import { runtimeProblem } from '../contract/problems.ts'
import { applicationSecret } from '../runtime/application-secret.ts'
import { after, readCursor, type Sort, valueAt, writeCursor } from './cursor.ts'

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
export async function keysetPage<Item>(
  request: ListRequest,
  sort: Sort,
  read: (position: Record<string, unknown>, limit: number) => Promise<Item[]>,
): Promise<Page<Item>> {
  const { application_key } = await applicationSecret()
  const fields = Object.keys(sort)
  const list = `${request.list} ${JSON.stringify(sort)}`
  let position: Record<string, unknown> = {}
  if (request.cursor !== undefined) {
    const values = readCursor(request.cursor, list, application_key, fields.length)
    if (!values) throw runtimeProblem('invalid_cursor')
    position = after(values, sort)
  }
  const found = await read(position, request.limit + 1)
  if (found.length <= request.limit) return { items: found, next_cursor: null }
  const items = found.slice(0, request.limit)
  const last = items.at(-1)
  return { items, next_cursor: writeCursor(fields.map((field) => valueAt(last, field)), list, application_key) }
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

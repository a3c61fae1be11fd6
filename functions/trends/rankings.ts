import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { fittingPage, type ListRequest, type Page, pageAfter, withItems } from '../../shared/store/page.ts'
import type { Entry } from './kind.ts'
import { type RankingDocument, Rankings } from './model.ts'

const latestFirst = { ranked_at: -1, _id: -1 } as const

/** What was found to trend last; none before the first run. */
export async function latestRanking(db: Db, kind: string): Promise<RankingDocument | undefined> {
  const [latest] = await db.find(Rankings, { kind }, { sort: latestFirst, limit: 1 })
  return latest
}

/** Those of the things that are there and that the caller may see, by key. */
type Show<Item> = (entries: readonly Entry[]) => Promise<ReadonlyMap<string, Item>>

interface Place<Item> {
  readonly ranking: ObjectId
  readonly rank: number
  readonly item: Item
}

const byRank = { ranking: 1, rank: 1 } as const
const fewestRead = 20

/**
 * One page of what trends, without what the caller may not see. Pages go on in the ranking in which they began, for as long
 * as it is kept.
 */
export async function rankedPage<Item>(db: Db, kind: string, request: ListRequest, show: Show<Item>): Promise<Page<Item>> {
  const page = await pageAfter<Place<Item>>(request, byRank, async (position, limit) => {
    const [ranking_id, last] = (position ?? []) as [ObjectId?, number?]
    const begun = ranking_id && (await db.get(Rankings, ranking_id))
    const ranking = begun ?? (await latestRanking(db, kind))
    return ranking ? shownOf(ranking, (last ?? -1) + 1, limit, show) : []
  })
  const fitting = await fittingPage(page, request, byRank, ({ item }) => Buffer.byteLength(JSON.stringify(item)))
  return withItems(fitting, fitting.items.map(({ item }) => item))
}

async function shownOf<Item>({ _id, entries }: RankingDocument, from: number, limit: number, show: Show<Item>): Promise<Place<Item>[]> {
  const shown: Place<Item>[] = []
  for (let rank = from; rank < entries.length && shown.length < limit; ) {
    const some = entries.slice(rank, rank + Math.max(limit - shown.length, fewestRead))
    const items = await show(some)
    for (const [index, { key }] of some.entries()) {
      const item = items.get(key)
      if (item !== undefined) shown.push({ ranking: _id, rank: rank + index, item })
    }
    rank += some.length
  }
  return shown.slice(0, limit)
}

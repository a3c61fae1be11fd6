import type { Sums } from './model.ts'
import type { Series } from './days.ts'

/** Sums of acts on subjects as clients see them. */
export function presentCounts(sums: Sums) {
  return {
    views_count: served(sums.views),
    unique_views_count: served(sums.unique_views),
    likes_count: served(sums.likes),
    comments_count: served(sums.comments),
    shares_count: served(sums.shares),
    bookmarks_count: served(sums.bookmarks),
  }
}

/** Totals and series of acts on subjects as clients see them. */
export function presentSeries({ totals, buckets }: Series) {
  return { totals: presentCounts(totals), series: buckets.map(({ at, sums }) => ({ at, ...presentCounts(sums) })) }
}

/** A sum as it is served: an act can be undone before it was counted, and for that moment the sum lies below zero. */
export function served(sum: number | undefined): number {
  return Math.max(0, sum ?? 0)
}

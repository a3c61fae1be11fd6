import type { AnswerOf } from '../api/contracts.ts'
import { Chart } from '../parts/chart.tsx'
import type { Line } from '../parts/plot.ts'
import { Totals } from '../parts/totals.tsx'

type Statistics = Pick<AnswerOf<'getMyAnalytics'>, 'totals' | 'series'>

const names = {
  views_count: 'Views',
  unique_views_count: 'Unique viewers',
  likes_count: 'Likes',
  comments_count: 'Comments',
  shares_count: 'Shares',
  bookmarks_count: 'Bookmarks',
} as const satisfies Record<keyof Statistics['totals'], string>

type Count = keyof typeof names

/** What one thing, or all of a writer's things, were viewed and reacted to. */
export function StatisticsOf({ totals, series }: Statistics) {
  const at = series.map((bucket) => bucket.at)
  const line = (count: Count): Line => ({ label: names[count], values: series.map((bucket) => bucket[count]) })
  const counts = Object.keys(names) as Count[]
  return (
    <>
      <Totals of={Object.fromEntries(counts.map((count) => [names[count], totals[count]]))} />
      <Chart title="Views by day" at={at} lines={[line('views_count'), line('unique_views_count')]} />
      <Chart
        title="Reactions by day"
        at={at}
        lines={[line('likes_count'), line('comments_count'), line('shares_count'), line('bookmarks_count')]}
      />
    </>
  )
}

/** What a call for statistics over the reader's own days takes. */
export function ownDays(from: string) {
  return { from, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

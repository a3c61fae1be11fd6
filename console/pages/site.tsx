import { call } from '../api/call.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Chart } from '../parts/chart.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import type { Line } from '../parts/plot.ts'
import { RangePicker, startOf } from '../parts/range.tsx'
import { Totals } from '../parts/totals.tsx'
import { changeDays, type Route } from '../routes.ts'

const names = {
  sign_ups: 'Sign-ups',
  active_users: 'Active users',
  articles: 'Articles',
  posts: 'Posts',
  comments: 'Comments',
  likes: 'Likes',
  views: 'Views',
} as const

type Count = keyof typeof names

const charts: Readonly<Record<string, readonly Count[]>> = {
  'People by day': ['active_users', 'sign_ups'],
  'Writing by day': ['articles', 'posts', 'comments'],
  'Reading by day': ['views', 'likes'],
}

/** What happens on the whole site. */
export function SitePage({ route }: { readonly route: Route }) {
  const { days } = route
  const site = useAnswer(() => call('getSiteAnalytics', { query: { from: startOf(days, new Date(), true) } }), [days])
  return (
    <Page title="Site">
      <RangePicker days={days} onChange={(chosen) => changeDays(route, chosen)} />
      <Loaded of={site}>
        {({ series }) => {
          const line = (count: Count): Line => ({ label: names[count], values: series.map((bucket) => bucket[count]) })
          // People who are active on several days would be counted several times.
          const summed = (Object.keys(names) as Count[]).filter((count) => count !== 'active_users')
          const sum = (count: Count) => series.reduce((total, bucket) => total + bucket[count], 0)
          return (
            <>
              <Totals of={Object.fromEntries(summed.map((count) => [names[count], sum(count)]))} />
              {Object.entries(charts).map(([title, counts]) => (
                <Chart key={title} title={title} at={series.map(({ at }) => at)} lines={counts.map(line)} isUtc />
              ))}
              <p class="quiet">Days are days of UTC.</p>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

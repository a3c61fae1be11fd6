import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Chart } from '../parts/chart.tsx'
import { inFull } from '../parts/format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { RangePicker, startOf } from '../parts/range.tsx'
import { Table } from '../parts/table.tsx'
import { changeDays, hrefOf, type Route } from '../routes.ts'
import { ownDays, StatisticsOf } from './statistics.tsx'

type Overview = AnswerOf<'getMyAnalytics'>

/** Statistics of all that is the reader's own. */
export function OverviewPage({ route }: { readonly route: Route }) {
  const { days } = route
  const overview = useAnswer(() => call('getMyAnalytics', { query: ownDays(startOf(days, new Date())) }), [days])
  return (
    <Page title="Overview">
      <RangePicker days={days} onChange={(chosen) => changeDays(route, chosen)} />
      <Loaded of={overview}>
        {(answer) => (
          <>
            <StatisticsOf {...answer} />
            <Followers of={answer.followers} />
            <h2>Most viewed</h2>
            {answer.top_subjects.length === 0 ? (
              <p class="quiet">Nothing of yours was viewed in this time.</p>
            ) : (
              <TopSubjects of={answer.top_subjects} route={route} />
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Followers({ of: followers }: { readonly of: Overview['followers'] }) {
  const total = followers.at(-1)?.total ?? 0
  return (
    <Chart
      title={`Followers by day (${inFull(total)} now)`}
      at={followers.map(({ at }) => at)}
      lines={[
        { label: 'Gained', values: followers.map(({ gained }) => gained) },
        { label: 'Lost', values: followers.map(({ lost }) => lost) },
      ]}
    />
  )
}

function TopSubjects({ of: subjects, route: { days } }: { readonly of: Overview['top_subjects']; readonly route: Route }) {
  return (
    <Table
      caption="What was viewed most in this time"
      columns={[
        {
          label: 'Title',
          cell: ({ subject_type, subject_id, title }) =>
            subject_type === 'articles' ? <a href={hrefOf({ page: 'articles', id: subject_id, days })}>{title}</a> : title,
        },
        { label: 'Views', cell: ({ views_count }) => inFull(views_count), isNumber: true },
        { label: 'Likes', cell: ({ likes_count }) => inFull(likes_count), isNumber: true },
        { label: 'Comments', cell: ({ comments_count }) => inFull(comments_count), isNumber: true },
      ]}
      rows={subjects}
      keyOf={({ subject_type, subject_id }) => `${subject_type}/${subject_id}`}
    />
  )
}

import { call } from '../api/call.ts'
import { useAnswer } from '../api/use-answer.ts'
import { inFull } from '../parts/format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { RangePicker, startOf } from '../parts/range.tsx'
import { Table } from '../parts/table.tsx'
import { changeDays, hrefOf, type Route } from '../routes.ts'
import { ownDays, StatisticsOf } from './statistics.tsx'

/** Statistics of one article. */
export function ArticlePage({ route, id }: { readonly route: Route; readonly id: string }) {
  const { days } = route
  const article = useAnswer(() => call('getArticle', { params: { article_id: id } }), [id])
  const statistics = useAnswer(
    () =>
      call('getSubjectAnalytics', {
        params: { subject_type: 'articles', subject_id: id },
        query: ownDays(startOf(days, new Date())),
      }),
    [id, days],
  )
  return (
    <Page title={article.value?.title ?? 'Article'}>
      <p>
        <a href={hrefOf({ page: 'articles' })}>All articles</a>
      </p>
      <RangePicker days={days} onChange={(chosen) => changeDays(route, chosen)} />
      <Loaded of={statistics}>
        {(answer) => (
          <>
            <StatisticsOf {...answer} />
            <h2>Where readers come from</h2>
            {answer.referrers.length === 0 ? (
              <p class="quiet">Nobody viewed it in this time.</p>
            ) : (
              <Table
                caption="Views by source"
                columns={[
                  { label: 'Source', cell: ({ source }) => source },
                  { label: 'Views', cell: ({ views_count }) => inFull(views_count), isNumber: true },
                ]}
                rows={answer.referrers}
                keyOf={({ source }) => source}
              />
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

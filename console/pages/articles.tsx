import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { useList } from '../api/use-list.ts'
import { Choices } from '../parts/choices.tsx'
import { atMoment, inFull, labelOf } from '../parts/format.ts'
import { Listed } from '../parts/listed.tsx'
import { Page } from '../parts/page.tsx'
import { hrefOf } from '../routes.ts'

type Status = AnswerOf<'listMyArticles'>['items'][number]['status']

const statuses = ['draft', 'scheduled', 'published'] as const satisfies readonly Status[]
const choices = [[undefined, 'All'] as const, ...statuses.map((status) => [status, labelOf(status)] as const)]

/** The reader's own articles. */
export function ArticlesPage() {
  const [status, setStatus] = useState<Status>()
  const articles = useList(
    (cursor) => call('listMyArticles', { query: { ...(status && { status }), ...(cursor !== undefined && { cursor }) } }),
    [status],
  )
  return (
    <Page title="Articles">
      <Choices legend="Status" options={choices} value={status} onChange={setStatus} />
      <Listed
        of={articles}
        caption="Your articles, the latest first"
        empty={status ? 'None of your articles is in this state.' : 'You have not written an article yet.'}
        columns={[
          { label: 'Title', cell: ({ id, title }) => <a href={hrefOf({ page: 'articles', id })}>{title}</a> },
          { label: 'Status', cell: ({ status }) => <span class={`badge ${status}`}>{labelOf(status)}</span> },
          { label: 'Published', cell: ({ published_at, scheduled_at }) => atMoment(published_at ?? scheduled_at) },
          { label: 'Views', cell: ({ views_count }) => inFull(views_count), isNumber: true },
          { label: 'Likes', cell: ({ likes_count }) => inFull(likes_count), isNumber: true },
        ]}
        keyOf={({ id }) => id}
      />
    </Page>
  )
}

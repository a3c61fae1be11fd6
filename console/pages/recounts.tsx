import { call } from '../api/call.ts'
import { useList } from '../api/use-list.ts'
import { atMoment, inFull } from '../parts/format.ts'
import { Listed } from '../parts/listed.tsx'
import { Page } from '../parts/page.tsx'

/** Whether counts were right when they were counted again. */
export function RecountsPage() {
  const runs = useList((cursor) => call('listRecomputations', { query: cursor === undefined ? {} : { cursor } }), [])
  return (
    <Page title="Recounts">
      <p>All counts are counted again every hour. Drift is a count that was wrong; there should be none.</p>
      <Listed
        of={runs}
        caption="Recounts, the latest first"
        empty="Nothing was counted again yet."
        columns={[
          { label: 'Began', cell: ({ started_at }) => atMoment(started_at) },
          {
            label: 'Took',
            cell: ({ finished_at, duration_ms }) => (finished_at === null ? 'Not finished' : `${(duration_ms / 1000).toFixed(1)} s`),
            isNumber: true,
          },
          { label: 'Checked', cell: ({ rows_checked }) => inFull(rows_checked), isNumber: true },
          { label: 'Drift', cell: ({ drift_found }) => <Drift found={drift_found} />, isNumber: true },
          { label: 'Repaired', cell: ({ drift_repaired }) => inFull(drift_repaired), isNumber: true },
        ]}
        keyOf={({ id }) => id}
      />
    </Page>
  )
}

function Drift({ found }: { readonly found: number }) {
  return found === 0 ? <>0</> : <strong class="bad">{inFull(found)}</strong>
}

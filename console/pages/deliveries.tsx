import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import { useList } from '../api/use-list.ts'
import { Choices } from '../parts/choices.tsx'
import { Failure } from '../parts/failure.tsx'
import { atMoment, inFull } from '../parts/format.ts'
import { Listed } from '../parts/listed.tsx'
import { useDeed } from '../parts/use-deed.ts'
import { type Delivery, outcomeOf } from './webhook-words.ts'

const states = [
  [undefined, 'All'],
  ['pending', 'Pending'],
  ['delivered', 'Delivered'],
  ['failed', 'Failed'],
] as const

interface DeliveriesProps {
  /** The id of the webhook. */
  readonly webhook: string
  /** Another one whenever there may be something new. */
  readonly version: number
  readonly onReplayed: () => void
}

/** What a webhook was sent, and what came of it. */
export function Deliveries({ webhook, version, onReplayed }: DeliveriesProps) {
  const [status, setStatus] = useState<Delivery['status']>()
  const { busy, error, run } = useDeed()
  const params = { webhook_id: webhook }
  const deliveries = useList(
    (cursor) => call('listWebhookDeliveries', { params, query: { ...(status && { status }), ...(cursor !== undefined && { cursor }) } }),
    [webhook, status, version],
  )
  const replay = async ({ id }: Delivery) => {
    await call('replayWebhookDelivery', { params: { ...params, delivery_id: id } })
    onReplayed()
  }
  return (
    <>
      <h2>Deliveries of the last 30 days</h2>
      <div class="line">
        <Choices legend="Which" options={states} value={status} onChange={setStatus} />
        <button type="button" onClick={deliveries.reload}>
          Refresh
        </button>
      </div>
      <Failure error={error} />
      <Listed
        of={deliveries}
        caption="Deliveries, the latest first"
        empty="There are none."
        columns={[
          { label: 'Event', cell: ({ event_type }) => event_type },
          { label: 'Recorded', cell: ({ created_at }) => atMoment(created_at) },
          { label: 'Outcome', cell: outcomeOf },
          { label: 'Attempts', cell: ({ attempts }) => inFull(attempts), isNumber: true },
          { label: 'Next', cell: ({ next_attempt_at }) => atMoment(next_attempt_at) },
          {
            label: 'Again',
            cell: (delivery) =>
              delivery.status !== 'pending' && (
                <button type="button" disabled={busy} aria-label={`Send ${delivery.event_type} again`} onClick={() => run(() => replay(delivery))}>
                  Send again
                </button>
              ),
          },
        ]}
        keyOf={({ id }) => id}
      />
    </>
  )
}

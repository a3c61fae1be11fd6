import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import { useList } from '../api/use-list.ts'
import { atMoment } from '../parts/format.ts'
import { Listed } from '../parts/listed.tsx'
import { Page } from '../parts/page.tsx'
import { Secret } from '../parts/secret.tsx'
import { hrefOf } from '../routes.ts'
import { AddWebhook } from './add-webhook.tsx'
import { WebhookState } from './webhook-state.tsx'

/** Where events are sent. */
export function WebhooksPage() {
  const webhooks = useList((cursor) => call('listWebhooks', { query: cursor === undefined ? {} : { cursor } }), [])
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  const onMade = (made: { readonly secret: string }) => {
    setSecret(made.secret)
    webhooks.reload()
  }
  return (
    <Page title="Webhooks">
      <p>Other systems are told of what happens here: events are sent to their addresses, signed with a secret of their own.</p>
      <p>
        <button type="button" onClick={() => setAdding(true)}>
          Add a webhook
        </button>
      </p>
      {secret !== undefined && <Secret of={secret}>Give it to the receiver now: it is shown this once.</Secret>}
      <Listed
        of={webhooks}
        caption="Webhooks, the latest first"
        empty="Nobody is told of anything yet."
        columns={[
          { label: 'Address', cell: ({ id, url }) => <a href={hrefOf({ page: 'webhooks', id })}>{url}</a> },
          { label: 'Events', cell: ({ event_types }) => event_types.join(', ') },
          { label: 'State', cell: (webhook) => <WebhookState of={webhook} /> },
          { label: 'Added', cell: ({ created_at }) => atMoment(created_at) },
        ]}
        keyOf={({ id }) => id}
      />
      {isAdding && <AddWebhook onMade={onMade} onClose={() => setAdding(false)} />}
    </Page>
  )
}

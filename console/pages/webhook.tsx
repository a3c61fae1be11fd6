import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Failure } from '../parts/failure.tsx'
import { atMoment } from '../parts/format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { Secret } from '../parts/secret.tsx'
import { useDeed } from '../parts/use-deed.ts'
import { hrefOf } from '../routes.ts'
import { Deliveries } from './deliveries.tsx'
import { WebhookState } from './webhook-state.tsx'
import type { Webhook } from './webhook-words.ts'

/** One webhook, what it was sent, and what came of it. */
export function WebhookPage({ id }: { readonly id: string }) {
  const webhook = useAnswer(() => call('getWebhook', { params: { webhook_id: id } }), [id])
  const [version, setVersion] = useState(0)
  const reload = () => {
    webhook.reload()
    setVersion(version + 1)
  }
  return (
    <Page title="Webhook">
      <p>
        <a href={hrefOf({ page: 'webhooks' })}>All webhooks</a>
      </p>
      <Loaded of={webhook}>
        {(found) => (
          <>
            <p>
              <b>{found.url}</b>
              <br />
              {found.event_types.join(', ')}
            </p>
            <p>
              <WebhookState of={found} />
              {found.failing_since !== null && ` since ${atMoment(found.failing_since)}`}
            </p>
            <Deeds of={found} onDone={reload} />
          </>
        )}
      </Loaded>
      <Deliveries webhook={id} version={version} onReplayed={reload} />
    </Page>
  )
}

function Deeds({ of: webhook, onDone }: { readonly of: Webhook; readonly onDone: () => void }) {
  const { busy, error, run } = useDeed()
  const [asked, setAsked] = useState<'rotate' | 'delete'>()
  const [secret, setSecret] = useState<string>()
  const params = { webhook_id: webhook.id }
  const test = async () => {
    await call('testWebhook', { params })
    onDone()
  }
  const turn = async () => {
    await call('updateWebhook', { params, body: { enabled: !webhook.enabled } })
    onDone()
  }
  const rotate = async () => setSecret((await call('rotateWebhookSecret', { params })).secret)
  const remove = async () => {
    await call('deleteWebhook', { params })
    location.hash = hrefOf({ page: 'webhooks' })
  }
  return (
    <>
      <p class="with-button">
        <button type="button" disabled={busy || !webhook.enabled} onClick={() => run(test)}>
          Send a test
        </button>
        <button type="button" disabled={busy} onClick={() => run(turn)}>
          {webhook.enabled ? 'Turn off' : 'Turn on'}
        </button>
        <button type="button" onClick={() => setAsked('rotate')}>
          New secret
        </button>
        <button type="button" onClick={() => setAsked('delete')}>
          Delete
        </button>
      </p>
      <Failure error={error} />
      {secret !== undefined && <Secret of={secret}>Give it to the receiver within 24 hours: until then the former one signs too.</Secret>}
      {asked === 'rotate' && (
        <Dialog title="Make a new secret?" action="Make a new one" onConfirm={rotate} onClose={() => setAsked(undefined)}>
          <p>The present secret signs for 24 hours more.</p>
        </Dialog>
      )}
      {asked === 'delete' && (
        <Dialog title="Delete this webhook?" action="Delete" onConfirm={remove} onClose={() => setAsked(undefined)}>
          <p>
            Nothing is sent to <b>{webhook.url}</b> any more, and what was sent can no longer be looked at.
          </p>
        </Dialog>
      )}
    </>
  )
}

import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { type EventType, eventTypes } from './webhook-words.ts'

interface AddWebhookProps {
  readonly onMade: (webhook: AnswerOf<'createWebhook'>) => void
  readonly onClose: () => void
}

/** Has events sent to an address. */
export function AddWebhook({ onMade, onClose }: AddWebhookProps) {
  const [url, setUrl] = useState('')
  const [chosen, setChosen] = useState<readonly EventType[]>([])
  const toggle = (type: EventType) => setChosen(chosen.includes(type) ? chosen.filter((other) => other !== type) : [...chosen, type])
  const add = async () => onMade(await call('createWebhook', { body: { url, event_types: [...chosen] } }))
  return (
    <Dialog title="Add a webhook" action="Add" onConfirm={add} onClose={onClose}>
      <Field
        label="Address"
        hint="An https address on the public internet."
        type="url"
        required
        maxLength={2048}
        value={url}
        onInput={({ currentTarget }) => setUrl(currentTarget.value)}
      />
      <fieldset class="roles">
        <legend>Events</legend>
        {(Object.keys(eventTypes) as EventType[]).map((type) => (
          <label key={type}>
            <input type="checkbox" checked={chosen.includes(type)} onChange={() => toggle(type)} />
            <span>
              <b>{type}</b> {eventTypes[type]}
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  )
}

import { useRef, useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Dialog } from '../parts/dialog.tsx'
import { inFull } from '../parts/format.ts'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { Table } from '../parts/table.tsx'

type Queue = AnswerOf<'listQueues'>['items'][number]

/** What waits between what happened and what follows from it, and what was given up. */
export function QueuesPage() {
  const queues = useAnswer(() => call('listQueues'), [])
  const [chosen, setChosen] = useState<Queue>()
  const [done, setDone] = useState('')
  const refresh = useRef<HTMLButtonElement>(null)
  const putBack = async ({ id }: Queue) => {
    const { moved } = await call('redriveQueue', { params: { queue_id: id } })
    setDone(`${messages(moved)} of ${id} on the way back.`)
    queues.reload()
  }
  const close = (isDone: boolean) => {
    setChosen(undefined)
    // The button that opened the dialog goes with the dead letters.
    if (isDone) refresh.current?.focus()
  }
  return (
    <Page title="Queues">
      <p>Dead letters are messages that failed too often. Put them back once their cause is mended.</p>
      <p>
        <button ref={refresh} type="button" onClick={queues.reload}>
          Refresh
        </button>
      </p>
      <p role="status">{done}</p>
      <Loaded of={queues}>{({ items }) => <Queues of={items} onPutBack={setChosen} />}</Loaded>
      {chosen && (
        <Dialog
          title="Put dead letters back?"
          action="Put back"
          onConfirm={() => putBack(chosen)}
          onClose={close}
        >
          <p>
            <b>{chosen.id}</b> gets {messages(chosen.dead_letters)} again. What still fails comes back here.
          </p>
        </Dialog>
      )}
    </Page>
  )
}

function Queues({ of: queues, onPutBack }: { readonly of: readonly Queue[]; readonly onPutBack: (queue: Queue) => void }) {
  const busy = queues.filter(({ visible, delayed, in_flight, dead_letters }) => visible + delayed + in_flight + dead_letters > 0)
  const idle = queues.filter((queue) => !busy.includes(queue))
  return (
    <>
      {busy.length === 0 ? <p>Nothing waits, and nothing was given up.</p> : <BusyQueues of={busy} onPutBack={onPutBack} />}
      {idle.length > 0 && (
        <details>
          <summary>{idle.length === 1 ? 'One queue is empty' : `${idle.length} queues are empty`}</summary>
          <ul>
            {idle.map(({ id }) => (
              <li key={id}>{id}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function BusyQueues({ of: queues, onPutBack }: { readonly of: readonly Queue[]; readonly onPutBack: (queue: Queue) => void }) {
  return (
    <Table
      caption="Queues with messages"
      columns={[
        { label: 'Worker', cell: ({ id }) => id },
        { label: 'Waiting', cell: ({ visible, delayed }) => inFull(visible + delayed), isNumber: true },
        { label: 'In work', cell: ({ in_flight }) => inFull(in_flight), isNumber: true },
        {
          label: 'Dead letters',
          isNumber: true,
          cell: (queue) =>
            queue.dead_letters === 0 ? (
              '0'
            ) : (
              <span class="with-button">
                <strong class="bad">{inFull(queue.dead_letters)}</strong>
                <button type="button" aria-label={`Put back dead letters of ${queue.id}`} onClick={() => onPutBack(queue)}>
                  Put back
                </button>
              </span>
            ),
        },
      ]}
      rows={queues.toSorted((a, b) => b.dead_letters - a.dead_letters)}
      keyOf={({ id }) => id}
    />
  )
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${inFull(count)} messages`
}

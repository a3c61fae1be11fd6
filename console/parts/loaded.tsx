import type { ComponentChildren } from 'preact'
import { sentenceFor } from '../api/refusal.ts'
import type { Pending } from '../api/use-answer.ts'

interface LoadedProps<Answer> {
  readonly of: Pending<Answer>
  readonly children: (answer: Answer) => ComponentChildren
}

/** What is made of an answer once it is there; until then that it is coming, or why it does not. */
export function Loaded<Answer>({ of: { value, error, busy, reload }, children }: LoadedProps<Answer>) {
  return (
    <>
      <p class="quiet" role="status">
        {busy && value === undefined ? 'Loading…' : ''}
      </p>
      {error !== undefined && !busy && (
        <div class="failure" role="alert">
          <p>{sentenceFor(error)}</p>
          <button type="button" onClick={reload}>
            Try again
          </button>
        </div>
      )}
      {value !== undefined && <div aria-busy={busy}>{children(value)}</div>}
    </>
  )
}

import { sentenceFor } from '../api/refusal.ts'

/** Says what was refused, at once and aloud. It is always there, because what appears with its text is not always read out. */
export function Failure({ error }: { readonly error: unknown }) {
  return (
    <p class={error === undefined ? 'none' : 'failure'} role="alert">
      {error === undefined ? '' : sentenceFor(error)}
    </p>
  )
}

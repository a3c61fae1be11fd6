import { useState } from 'preact/hooks'
import { callUnsigned } from '../api/call.ts'
import { Refusal, sentenceFor } from '../api/refusal.ts'
import { forgetToken, LetterPage } from '../parts/letter-page.tsx'

type State = { readonly is: 'asking' | 'working' | 'done' | 'void' } | { readonly is: 'failed'; readonly error: unknown }

/** Ends mails about notifications with the token of a mail's link, once its reader says so: mail scanners follow links. */
export function UnsubscribePage({ token }: { readonly token: string | null }) {
  const [state, setState] = useState<State>({ is: token === null ? 'void' : 'asking' })
  const which = kindOf(token)
  const end = async () => {
    if (token === null) return
    setState({ is: 'working' })
    try {
      await callUnsigned('unsubscribe', { params: { token } })
      setState({ is: 'done' })
      forgetToken()
    } catch (error) {
      setState(error instanceof Refusal && error.status === 404 ? { is: 'void' } : { is: 'failed', error })
    }
  }
  return (
    <LetterPage title="End notification mails">
      <div role="status">
        {state.is === 'done' && <p>You will get no more {which}. You can turn them on again in your notification preferences.</p>}
        {state.is === 'void' && <p>This link is not complete. Please open it as it stands in the mail.</p>}
        {state.is === 'failed' && <p class="failure">{sentenceFor(state.error)}</p>}
      </div>
      {state.is !== 'done' && state.is !== 'void' && (
        <>
          <p>Do you want to get no more {which}?</p>
          <button type="button" class="main" disabled={state.is === 'working'} onClick={end}>
            {state.is === 'failed' ? 'Try again' : 'No more'}
          </button>
        </>
      )}
    </LetterPage>
  )
}

/** Which mails a token ends, as it says itself between its dots. */
function kindOf(token: string | null): string {
  const scope = token?.split('.')[1]
  const kind = scope === undefined || scope === 'all' ? '' : ` of the kind “${scope.replaceAll('_', ' ')}”`
  return `mails about notifications${kind}`
}

import { useEffect, useState } from 'preact/hooks'
import { callUnsigned } from '../api/call.ts'
import { Refusal, sentenceFor } from '../api/refusal.ts'
import { forgetToken, LetterPage } from '../parts/letter-page.tsx'

type State = { readonly is: 'working' | 'done' | 'void' } | { readonly is: 'failed'; readonly error: unknown }

/** Confirms an e-mail address with the token of a mail's link. */
export function VerifyEmailPage({ token }: { readonly token: string | null }) {
  const [state, setState] = useState<State>({ is: token === null ? 'void' : 'working' })
  const verify = async () => {
    if (token === null) return
    setState({ is: 'working' })
    try {
      await callUnsigned('verifyEmail', { body: { token } })
      setState({ is: 'done' })
      forgetToken()
    } catch (error) {
      const isVoid = error instanceof Refusal && error.status === 422
      setState(isVoid ? { is: 'void' } : { is: 'failed', error })
    }
  }
  useEffect(() => void verify(), [])
  return (
    <LetterPage title="Confirm your e-mail address">
      <div role="status">
        {state.is === 'working' && <p>One moment…</p>}
        {state.is === 'done' && <p>Thank you: your address is confirmed. You can close this page.</p>}
        {state.is === 'void' && (
          <p>This link is not complete, too old, or was used before. If your address is confirmed already, all is well. Else ask for a new mail.</p>
        )}
        {state.is === 'failed' && (
          <>
            <p class="failure">{sentenceFor(state.error)}</p>
            <button type="button" class="main" onClick={verify}>
              Try again
            </button>
          </>
        )}
      </div>
    </LetterPage>
  )
}

import { useState } from 'preact/hooks'
import { callUnsigned } from '../api/call.ts'
import { Refusal } from '../api/refusal.ts'
import { beginSession } from '../api/session.ts'
import { Failure } from '../parts/failure.tsx'
import { Field, valuesOf } from '../parts/field.tsx'
import { Page } from '../parts/page.tsx'
import { useDeed } from '../parts/use-deed.ts'

/** Asks for name and password and, where the account has a second factor, for its code. */
export function SignInPage({ notice }: { readonly notice: string | undefined }) {
  const [challenge, setChallenge] = useState<string>()
  return (
    <div class="narrow">
      {challenge === undefined ? (
        <PasswordStep notice={notice} onChallenge={setChallenge} />
      ) : (
        <CodeStep challenge={challenge} onBack={() => setChallenge(undefined)} />
      )}
    </div>
  )
}

interface PasswordStepProps {
  readonly notice: string | undefined
  readonly onChallenge: (challenge: string) => void
}

function PasswordStep({ notice, onChallenge }: PasswordStepProps) {
  const { busy, error, run } = useDeed()
  const signIn = (event: Event) => {
    const { login = '', password = '' } = valuesOf(event)
    run(async () => {
      try {
        await beginSession(await callUnsigned('login', { body: { login, password } }))
      } catch (refusal) {
        if (!(refusal instanceof Refusal) || refusal.challenge === undefined) throw refusal
        onChallenge(refusal.challenge)
      }
    })
  }
  return (
    <Page key="password" title="Sign in">
      {notice !== undefined && <p role="status">{notice}</p>}
      <form onSubmit={signIn}>
        <Field label="Username or e-mail" name="login" autocomplete="username" autocapitalize="none" maxLength={254} required />
        <Field label="Password" name="password" type="password" autocomplete="current-password" maxLength={200} required />
        <Failure error={error} />
        <button type="submit" class="main" disabled={busy}>
          Sign in
        </button>
      </form>
      <p>
        <a href="/reset-password">Forgot your password?</a>
      </p>
    </Page>
  )
}

function CodeStep({ challenge, onBack }: { readonly challenge: string; readonly onBack: () => void }) {
  const { busy, error, run } = useDeed()
  const signIn = (event: Event) => {
    const code = (valuesOf(event).code ?? '').replaceAll(/\s/g, '')
    run(async () => beginSession(await callUnsigned('loginWithTotp', { body: { challenge, code } })))
  }
  return (
    <Page key="code" title="Second factor">
      <form onSubmit={signIn}>
        <Field
          label="Code"
          hint="Six digits from your authenticator app, or a recovery code."
          name="code"
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          minLength={6}
          maxLength={20}
          required
        />
        <Failure error={error} />
        <div class="buttons">
          <button type="button" onClick={onBack}>
            Back
          </button>
          <button type="submit" class="main" disabled={busy}>
            Sign in
          </button>
        </div>
      </form>
    </Page>
  )
}

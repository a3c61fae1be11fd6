import { useState } from 'preact/hooks'
import { callUnsigned } from '../api/call.ts'
import { Refusal } from '../api/refusal.ts'
import { Failure } from '../parts/failure.tsx'
import { Field, valuesOf } from '../parts/field.tsx'
import { forgetToken, LetterPage } from '../parts/letter-page.tsx'
import { useDeed } from '../parts/use-deed.ts'

type Step = 'ask' | 'choose' | 'done' | 'void'

/** Sets a new password with the token of a mail's link, or mails another link. */
export function ResetPasswordPage({ token }: { readonly token: string | null }) {
  const [step, setStep] = useState<Step>(token === null ? 'ask' : 'choose')
  const change = (next: Step) => {
    forgetToken()
    setStep(next)
  }
  return (
    <LetterPage title="Set a new password">
      {step === 'choose' && token !== null && <NewPassword token={token} onStep={change} />}
      <div role="status">
        {step === 'done' && <p>Your new password holds, and all your devices were signed out.</p>}
        {step === 'void' && <p>This link is not complete, too old, or was used before. You can ask for a new one.</p>}
        {step === 'ask' && <p>Say which address your account has, and you get a mail with a link.</p>}
      </div>
      {step === 'done' && (
        <p>
          <a href="/console">Sign in</a>
        </p>
      )}
      {(step === 'ask' || step === 'void') && <NewLink />}
    </LetterPage>
  )
}

function NewPassword({ token, onStep }: { readonly token: string; readonly onStep: (step: Step) => void }) {
  const { busy, error, run } = useDeed()
  const [isShown, setShown] = useState(false)
  const set = (event: Event) => {
    const { password = '' } = valuesOf(event)
    run(async () => {
      try {
        await callUnsigned('resetPassword', { body: { token, password } })
        onStep('done')
      } catch (refusal) {
        if (!(refusal instanceof Refusal) || refusal.code !== 'invalid_token') throw refusal
        onStep('void')
      }
    })
  }
  const field = {
    label: 'New password',
    hint: 'At least 8 characters.',
    name: 'password',
    autocomplete: 'new-password',
    minLength: 8,
    maxLength: 200,
    required: true,
  } as const
  return (
    <form onSubmit={set}>
      {isShown ? <Field {...field} type="text" /> : <Field {...field} type="password" />}
      <label class="choice">
        <input type="checkbox" checked={isShown} onChange={({ currentTarget }) => setShown(currentTarget.checked)} />
        <span>Show it</span>
      </label>
      <Failure error={error} />
      <button type="submit" class="main" disabled={busy}>
        Set password
      </button>
    </form>
  )
}

function NewLink() {
  const { busy, error, run } = useDeed()
  const [sentTo, setSentTo] = useState<string>()
  const ask = (event: Event) => {
    const { email = '' } = valuesOf(event)
    run(async () => {
      await callUnsigned('forgotPassword', { body: { email } })
      setSentTo(email)
    })
  }
  return (
    <form onSubmit={ask}>
      <Field label="E-mail" name="email" type="email" autocomplete="email" maxLength={254} required />
      <Failure error={error} />
      <p role="status">{sentTo === undefined ? '' : `If ${sentTo} is known here, a mail is on its way.`}</p>
      <button type="submit" class="main" disabled={busy}>
        Mail me a link
      </button>
    </form>
  )
}

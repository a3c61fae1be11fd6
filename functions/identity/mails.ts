import * as z from 'zod'
import { type Letter, letter } from '../../shared/mail/letter.ts'
import { sendMail } from '../../shared/mail/send-mail.ts'
import { configuration } from '../../shared/runtime/environment.ts'
import { hasCall } from '../../shared/runtime/http/throttle.ts'
import type { Db } from '../../shared/store/database.ts'
import type { UserDocument } from '../profiles/public.ts'
import { makeToken, noteMailed, type Occasion, type Purpose } from './one-time-tokens.ts'

const settings = configuration({ PUBLIC_URL: z.url() })

const mostMails = { per: 'user', max: 10, window_seconds: 3600 } as const

const letters: Record<Purpose, (user: UserDocument, token: string) => Letter> = {
  verify_email: (user, token) =>
    letter({
      subject: 'Confirm your e-mail address',
      greeting: greeting(user),
      paragraphs: ['Please confirm that this address is yours.', 'If you did not open an account, you can ignore this mail.'],
      action: { label: 'Confirm address', url: link('verify-email', token) },
    }),
  reset_password: (user, token) =>
    letter({
      subject: 'Set a new password',
      greeting: greeting(user),
      paragraphs: [
        'Someone, hopefully you, asked to set a new password. The link is good once, for an hour.',
        'If it was not you, you can ignore this mail: your password stays as it is.',
      ],
      action: { label: 'Set a new password', url: link('reset-password', token) },
    }),
}

/** Mails a user the token that an event asks for, once however often the event comes. */
export async function mailToken(db: Db, purpose: Purpose, user: UserDocument, occasion: Occasion, now: Date): Promise<void> {
  // Nobody's inbox is to be filled from here, whoever asks from however many addresses.
  if (!(await hasCall(db, `mail ${purpose} ${user._id.toHexString()}`, mostMails, now))) return
  const token = await makeToken(db, purpose, user._id, occasion, now)
  if (token === undefined) return
  await sendMail({ to: user.email, ...letters[purpose](user, token) })
  await noteMailed(db, purpose, user._id, token)
}

function greeting({ full_name, username }: UserDocument): string {
  return `Hello ${full_name ?? username},`
}

function link(page: string, token: string): string {
  return `${settings().PUBLIC_URL}/${page}?token=${token}`
}

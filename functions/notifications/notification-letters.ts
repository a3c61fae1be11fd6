import * as z from 'zod'
import { letter } from '../../shared/mail/letter.ts'
import type { Mail } from '../../shared/mail/send-mail.ts'
import { configuration } from '../../shared/runtime/environment.ts'
import type { Digest } from './digest.ts'
import type { Recipient } from './due-entries.ts'
import type { Presented } from './present.ts'
import { unsubscribeToken } from './unsubscribe-token.ts'

const settings = configuration({ PUBLIC_URL: z.url() })

/** The mail about one entry. One click in the mail program ends those of its type. */
export async function instantLetter({ type, content }: Presented, recipient: Recipient): Promise<Mail> {
  const name = type.replaceAll('_', ' ')
  const one = await unsubscribeToken(recipient._id, type)
  const all = await unsubscribeToken(recipient._id, 'all')
  return {
    to: recipient.email,
    ...letter({
      subject: content,
      greeting: greeting(recipient),
      paragraphs: [`${content}.`, 'Others who do the same before you have seen it join it without another mail.'],
      footer: [
        { text: `You asked for a mail at each notification of the kind “${name}”.`, label: 'No more of these', url: page(one) },
        { text: 'You can also end all mails about notifications.', label: 'No more notification mails', url: page(all) },
      ],
    }),
    unsubscribe_url: oneClick(one),
  }
}

/** The mail about what was opened since the last one. */
export async function digestLetter({ items, others, is_cut }: Digest, recipient: Recipient): Promise<Mail> {
  const all = await unsubscribeToken(recipient._id, 'all')
  const total = `${is_cut ? 'more than ' : ''}${items.length + others}`
  const more = others > 0 ? [`And ${is_cut ? 'more than ' : ''}${others} more.`] : []
  return {
    to: recipient.email,
    ...letter({
      subject: total === '1' ? 'You have a new notification' : `You have ${total} new notifications`,
      greeting: greeting(recipient),
      paragraphs: ['This happened since your last digest:', ...items.map(({ content }) => `${content}.`), ...more],
      footer: [{ text: 'You asked for a daily digest.', label: 'No more notification mails', url: page(all) }],
    }),
    unsubscribe_url: oneClick(all),
  }
}

function greeting({ full_name, username }: Recipient): string {
  return `Hello ${full_name || username},`
}

function oneClick(token: string): string {
  return `${settings().PUBLIC_URL}/v1/unsubscribe/${token}`
}

function page(token: string): string {
  return `${settings().PUBLIC_URL}/unsubscribe?token=${token}`
}

import { letter } from '../../shared/mail/letter.ts'
import { sendMail } from '../../shared/mail/send-mail.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import { Users } from '../profiles/public.ts'
import { reportDisabledWebhook } from './contract.ts'
import { Webhooks } from './model.ts'
import type { DisabledReason } from './states.ts'

const reasons: Partial<Record<DisabledReason, string>> = {
  gone: 'Its receiver answered that it is gone (410).',
  failing: 'Its receiver has taken nothing for five days.',
}

/** Mails who made the webhook, unless it was turned on again meanwhile. */
export const handler = eachEvent(reportDisabledWebhook, async ({ event, db }) => {
  const webhook = await db.get(Webhooks, { _id: event.data.webhook_id, enabled: false })
  const reason = webhook?.disabled_reason && reasons[webhook.disabled_reason]
  const user = webhook && (await db.get(Users, webhook.created_by))
  if (!user?.email_verified || !reason) return
  const { subject, text, html } = letter({
    subject: 'A webhook was turned off',
    greeting: `Hello ${user.full_name ?? user.username},`,
    paragraphs: [
      `The webhook to ${new URL(webhook.url).host} was turned off. ${reason}`,
      'Turn it on again when its receiver is back. What failed meanwhile can be replayed for 30 days.',
    ],
  })
  await sendMail({ to: user.email, subject, text, html })
})

import * as z from 'zod'
import { configuration } from '../runtime/environment.ts'
import type { Letter } from './letter.ts'

const settings = configuration({ MAIL_FROM: z.email() })

export interface Mail extends Letter {
  readonly to: string
  /** Where the reader ends this kind of mail with one click (RFC 8058); mails that no one asked for must have one. */
  readonly unsubscribe_url?: string
}

// Loaded while the container waits for the database: a worker reads who wants the mail before it writes one.
let ses = process.env.AWS_LAMBDA_INITIALIZATION_TYPE ? openSes() : undefined

/** Sends a mail through SES. Only workers send, so that a failure is tried again: it names no address, for it will be logged. */
export async function sendMail({ to, subject, text, html, unsubscribe_url }: Mail): Promise<void> {
  const { client, SendEmailCommand } = await (ses ??= openSes())
  const Headers = unsubscribe_url && [
    { Name: 'List-Unsubscribe', Value: `<${unsubscribe_url}>` },
    { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
  ]
  const sending = client.send(
    new SendEmailCommand({
      FromEmailAddress: settings().MAIL_FROM,
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
          ...(Headers && { Headers }),
        },
      },
    }),
  )
  await sending.catch((error: unknown) => {
    throw new Error(`The mail was not taken: ${error instanceof Error ? error.name : 'unknown'}`)
  })
}

async function openSes() {
  const { SendEmailCommand, SESv2Client } = await import('@aws-sdk/client-sesv2')
  return { client: new SESv2Client({}), SendEmailCommand }
}

import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import PostalMime, { addressParser } from 'postal-mime'
import * as z from 'zod'
import { answerJson, answerServiceError, pathOf, readJson, ServiceError } from './exchange.ts'

/** A mail as one recipient got it. */
export interface CapturedMail {
  readonly to: string
  readonly subject: string
  readonly text: string | null
  readonly html: string | null
  readonly at: string
  readonly headers: Readonly<Record<string, string>>
}

type Letter = Pick<CapturedMail, 'subject' | 'text' | 'html' | 'headers'> & { readonly recipients: readonly string[] }

const sesLimit = 40 * 1024 * 1024

const addresses = z.array(z.string().min(1)).max(50).default([])
const part = z.object({ Data: z.string() })
const simpleContent = z.object({
  Subject: part,
  Body: z.object({ Text: part.optional(), Html: part.optional() }),
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
})
const outboundEmail = z.object({
  Destination: z.object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }).optional(),
  Content: z.union([z.object({ Simple: simpleContent }), z.object({ Raw: z.object({ Data: z.base64() }) })]),
})

/** SES v2's `SendEmail`. Nothing leaves the machine: mails are kept in `<stateDir>/mail.jsonl` and listed, oldest first. */
export function createMailEndpoint({ stateDir, now }: { stateDir: string; now: () => Date }) {
  const file = join(stateDir, 'mail.jsonl')
  mkdirSync(stateDir, { recursive: true })
  const mails = load(file)

  return {
    /** Answers `req` if it is a SES request; `false` leaves it untouched. */
    async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      if (req.method !== 'POST' || pathOf(req) !== '/v2/email/outbound-emails') return false
      try {
        const { recipients, ...content } = await readLetter(req)
        const at = now().toISOString()
        const captured = recipients.map((to) => ({ to, ...content, at }))
        await appendFile(file, captured.map((mail) => `${JSON.stringify(mail)}\n`).join(''), { mode: 0o600, flush: true })
        mails.push(...captured)
        answerJson(res, 200, { MessageId: randomUUID() })
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        answerServiceError(res, error)
      }
      return true
    },

    /** The captured mails, newest last: all of them, or those to one address, in either case. */
    list(to?: string): CapturedMail[] {
      return to === undefined ? [...mails] : mails.filter((mail) => mail.to.toLowerCase() === to.toLowerCase())
    },
  }
}

/** What was captured before. A line that a crash cut short is dropped, so that the next one starts on its own. */
function load(file: string): CapturedMail[] {
  if (!existsSync(file)) return []
  const bytes = readFileSync(file)
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1)
  if (whole.length < bytes.length) truncateSync(file, whole.length)
  return whole.toString().split('\n').filter(Boolean).map((line) => JSON.parse(line) as CapturedMail)
}

async function readLetter(req: IncomingMessage): Promise<Letter> {
  const { Content, Destination } = await readJson(req, outboundEmail, { limit: sesLimit, refusal: 'BadRequestException' })
  const named = [Destination?.ToAddresses, Destination?.CcAddresses, Destination?.BccAddresses].flatMap((list) => list ?? [])
  const letter = 'Raw' in Content ? await fromMime(Content.Raw.Data) : fromParts(Content.Simple)
  // As in SES, a destination overrides the recipients that raw headers name.
  const recipients = named.length > 0 ? named.flatMap((address) => addressesIn(address)) : letter.recipients
  if (recipients.length === 0) throw new ServiceError('BadRequestException', 'The message has no recipient')
  return { ...letter, recipients: [...new Set(recipients)] }
}

function fromParts({ Subject, Body, Headers }: z.output<typeof simpleContent>): Letter {
  return {
    subject: Subject.Data,
    text: Body.Text?.Data ?? null,
    html: Body.Html?.Data ?? null,
    headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value])),
    recipients: [],
  }
}

async function fromMime(base64: string): Promise<Letter> {
  const mail = await PostalMime.parse(Buffer.from(base64, 'base64'))
  const recipients = [mail.to, mail.cc, mail.bcc].flatMap((list) => list ?? [])
  return {
    subject: mail.subject ?? '',
    text: mail.text ?? null,
    html: mail.html ?? null,
    headers: Object.fromEntries(mail.headers.map(({ originalKey, value }) => [originalKey, value])),
    recipients: recipients.flatMap(({ address }) => address ?? []),
  }
}

function addressesIn(text: string): string[] {
  return addressParser(text, { flatten: true }).flatMap(({ address }) => address || [])
}

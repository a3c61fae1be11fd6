import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { expect, onTestFinished, test } from 'vitest'
import { createMailEndpoint } from '../../../infra/local/mail.ts'
import { listen } from './listen.ts'
import { stateDir } from './state-dir.ts'

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const at = '2026-03-01T08:00:00.000Z'

async function startMail(folder = stateDir()) {
  const mail = createMailEndpoint({ stateDir: folder, now: () => new Date(at) })
  const { url } = await listen(async (req, res) => {
    if (!(await mail.handle(req, res))) res.writeHead(404).end()
  })
  const ses = new SESv2Client({ endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1 })
  onTestFinished(() => ses.destroy())
  return { mail, ses, url, folder }
}

function simple(to: string[], subject: string) {
  const Body = { Text: { Data: 'Plain' }, Html: { Data: '<p>Rich</p>' } }
  return new SendEmailCommand({
    FromEmailAddress: 'atrium@example.com',
    Destination: { ToAddresses: to },
    Content: { Simple: { Subject: { Data: subject }, Body, Headers: [{ Name: 'List-Unsubscribe', Value: '<https://a.example/u>' }] } },
  })
}

test('a mail is captured with both bodies, its headers and the time of the stack', async () => {
  const { mail, ses } = await startMail()
  const { MessageId } = await ses.send(simple(['ada@example.com'], 'Welcome'))
  expect(MessageId).toBeTruthy()
  expect(mail.list()).toEqual([
    {
      to: 'ada@example.com',
      subject: 'Welcome',
      text: 'Plain',
      html: '<p>Rich</p>',
      headers: { 'List-Unsubscribe': '<https://a.example/u>' },
      at,
    },
  ])
})

test('a mail to several people is listed for each, newest last', async () => {
  const { mail, ses } = await startMail()
  await ses.send(simple(['Ada <ada@example.com>', 'bo@example.com'], 'First'))
  await ses.send(simple(['Bo@example.com'], 'Second'))
  expect(mail.list('ada@example.com').map(({ subject }) => subject)).toEqual(['First'])
  expect(mail.list('BO@example.com').map(({ subject }) => subject)).toEqual(['First', 'Second'])
  expect(mail.list('nobody@example.com')).toEqual([])
})

test('a raw MIME message is decoded, with its recipients taken from the headers', async () => {
  const { mail, ses } = await startMail()
  const message = [
    'From: atrium@example.com',
    'To: "Ada" <ada@example.com>',
    'Subject: =?UTF-8?B?R3LDvMOfZQ==?=',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Caf=C3=A9',
  ].join('\r\n')
  await ses.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(message) } } }))
  const [captured] = mail.list('ada@example.com')
  expect(captured).toMatchObject({ subject: 'Grüße', html: null })
  expect(captured?.text?.trim()).toBe('Café')
})

test('captured mails survive a restart, and a line that a crash cut short is dropped', async () => {
  const first = await startMail()
  await first.ses.send(simple(['ada@example.com'], 'Before'))
  appendFileSync(join(first.folder, 'mail.jsonl'), '{"to":"ada@exam')

  const second = await startMail(first.folder)
  await second.ses.send(simple(['ada@example.com'], 'After'))
  const third = await startMail(first.folder)
  expect(third.mail.list().map(({ subject }) => subject)).toEqual(['Before', 'After'])
})

test('a mail without recipient or content is a BadRequestException', async () => {
  const { ses, mail } = await startMail()
  await expect(ses.send(simple([], 'Nobody'))).rejects.toMatchObject({ name: 'BadRequestException' })
  const empty = new SendEmailCommand({ Destination: { ToAddresses: ['ada@example.com'] }, Content: {} })
  await expect(ses.send(empty)).rejects.toMatchObject({ name: 'BadRequestException' })
  expect(mail.list()).toEqual([])
})

test('another request is left alone', async () => {
  const { url } = await startMail()
  expect((await fetch(`${url}/v2/email/identities`)).status).toBe(404)
})

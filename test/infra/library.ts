import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import * as z from 'zod'
import { type SynthesisOptions, synthesize } from '../../infra/app.ts'
import { type Domain, domain } from '../../shared/contract/domain.ts'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { socket } from '../../shared/contract/socket.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'

const bookBorrowed = event('book.borrowed', { book_id: z.string() })
const bookReturned = event('book.returned', { book_id: z.string() })
const none = z.object({})

const lending = domain('lending', {
  borrowBook: endpoint({
    id: 'borrow-book',
    method: 'POST',
    path: '/v1/{shelf}/{book_id}/loan',
    params: { shelf: z.enum(['novels', 'poems']) },
    summary: 'Borrow a book',
    auth: 'user',
    response: { 200: none },
    emits: [bookBorrowed],
  }),
  returnBook: endpoint({
    id: 'return-book',
    method: 'DELETE',
    path: '/v1/novels/{book_id}/loan',
    summary: 'Bring a book back',
    auth: 'user',
    response: { 204: null },
    emits: [bookBorrowed, bookReturned],
    timeout_seconds: 10,
    memory_mb: 2048,
  }),
  openAccount: endpoint({
    id: 'open-account',
    method: 'POST',
    path: '/v1/accounts',
    summary: 'Open an account',
    auth: 'public',
    response: { 201: none },
    uses: ['signing-key', 'mail', 'media', 'cache'],
  }),
  talk: socket({ id: 'talk', route: 'talk', summary: 'Say something', frame: none, uses: ['sockets'] }),
})

const reminding = domain('reminding', {
  remindReaders: worker({
    id: 'remind-readers',
    summary: 'Reminds readers of what they borrowed',
    impact: 'Readers forget their books.',
    on: [bookBorrowed, bookReturned],
    batch: { size: 100, window_seconds: 2 },
    concurrency: 4,
    max_receives: 3,
    uses: ['push-key'],
    timeout_seconds: 20,
  }),
  countLoans: worker({
    id: 'count-loans',
    summary: 'Counts loans',
    impact: 'Counts stand still.',
    on: [bookBorrowed],
    uploads: 'scans/',
    disk_mb: 2048,
  }),
  takeStills: worker({
    id: 'take-stills',
    summary: 'Takes stills of films of books',
    impact: 'Films have no stills.',
    on: [],
    jobs: 'video-frames',
    uses: ['media'],
  }),
  askForStills: schedule({
    id: 'ask-for-stills',
    summary: 'Asks for stills of films of books',
    impact: 'Films get no stills.',
    expression: 'rate(1 hour)',
    uses: ['video-frames'],
  }),
  sweepShelves: schedule({
    id: 'sweep-shelves',
    summary: 'Sends what was left behind',
    impact: 'Reminders are lost.',
    expression: 'rate(1 minute)',
    sweeps_outboxes: true,
  }),
  changeLocks: schedule({
    id: 'change-locks',
    summary: 'Changes the keys',
    impact: 'Old keys stay good.',
    expression: 'cron(0 3 * * ? *)',
    uses: ['signing-key'],
  }),
})

/** A small catalogue with one of everything that a stack is made from. */
export const library: readonly Domain[] = [lending, reminding]

/** The templates of a catalogue, by the names of their stacks. */
export function templatesOf(options: Partial<SynthesisOptions> = {}): (stack: string) => Template {
  const outdir = mkdtempSync(join(tmpdir(), 'atrium-synth-'))
  const assembly = synthesize({ outdir, bundle: false, domains: library, ...options })
  return (stack) => Template.fromJSON(assembly.getStackByName(`atrium-${stack}`).template as Record<string, unknown>)
}

/** A value of a template with what only a deployment knows written as `<name>`. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value
  const [[name, argument] = ['', undefined]] = Object.entries(value as Record<string, unknown>)
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(plain).join((argument as [string, unknown[]])[0])
  if (name === 'Ref') return `<${String(argument).replace('AWS::', '')}>`
  if (name === 'Fn::ImportValue') return `<${String(argument)}>`
  return `<${(argument as string[]).join('.')}>`
}

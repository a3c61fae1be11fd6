import { unlessSilent, withRetries } from './patience.ts'
import type { Sending, Stored, Transport } from './transport.ts'
import { UploadError } from './upload-error.ts'

const patienceMs = 60_000
const mostRenewals = 2

/** The addresses that an upload goes to: they expire, and are then renewed once for all who use them. */
export interface Addresses<Upload> {
  present(): Promise<Upload>
  /** Asks for others, unless those that have `expired` are the present ones no more. */
  renew(expired: Upload): Promise<void>
}

export function addresses<Upload>(first: Upload, ask: () => Promise<Upload>): Addresses<Upload> {
  let known = first
  let asking: Promise<void> | undefined
  return {
    present: async () => {
      await asking
      return known
    },
    renew: async (expired) => {
      if (expired !== known) return
      asking ??= ask()
        .then((renewed) => void (known = renewed))
        .finally(() => (asking = undefined))
      await asking
    },
  }
}

type Request = Omit<Sending, 'signal'>

/** What bytes are taken from, and how they are sent. */
export interface Channel {
  readonly file: Blob
  readonly transport: Transport
  readonly signal: AbortSignal
}

/** Hands bytes to the store: again after failures that may pass, and under another address when the present one has expired. */
export function store<Upload>(
  to: Addresses<Upload>,
  requestTo: (upload: Upload) => Request,
  through: Channel,
): Promise<Stored> {
  return withRetries(through.signal, async () => {
    for (let renewals = 0; ; renewals += 1) {
      const upload = await to.present()
      const stored = await attempt(requestTo(upload), through)
      if (stored.status < 300) return stored
      if (!isExpired(stored) || renewals === mostRenewals) throw refusalOf(stored)
      await to.renew(upload)
    }
  })
}

async function attempt(request: Request, { file, transport, signal }: Channel): Promise<Stored> {
  const { onSent } = request
  onSent(0)
  try {
    return await unlessSilent(patienceMs, signal, (signal, heard) => {
      const onHeard = (bytes: number) => {
        heard()
        onSent(bytes)
      }
      return transport({ ...request, signal, onSent: onHeard })
    })
  } catch (error) {
    if (error instanceof UploadError && error.code === 'unreachable') await expectReadable(file)
    throw error
  }
}

// A file that was changed or removed after it was chosen looks like a broken connection.
async function expectReadable(file: Blob): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer()
  } catch (cause) {
    throw new UploadError('unreadable_file', { detail: 'The file was changed or removed meanwhile', cause })
  }
}

// An address holds no longer than its time, and no longer than the credentials that signed it.
function isExpired(stored: Stored): boolean {
  return stored.status === 403 || codeIn(stored) === 'ExpiredToken'
}

function codeIn({ text }: Stored): string | undefined {
  return /<Code>(\w+)<\/Code>/.exec(text)?.[1]
}

function refusalOf(stored: Stored): UploadError {
  const { status } = stored
  const named = codeIn(stored)
  if (named === 'NoSuchUpload') return new UploadError('upload_gone', { status, detail: 'The upload has ended at the store' })
  return new UploadError('refused_by_store', {
    status,
    detail: `The store answered ${status}${named === undefined ? '' : `, ${named}`}`,
    isPassing: status >= 500 || status === 429 || named === 'RequestTimeout',
  })
}

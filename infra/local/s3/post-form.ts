import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { S3Error } from './errors.ts'

/** A form up to its file: what comes after the file is ignored, as in S3. */
export interface PostedForm {
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>
  readonly filename: string
  readonly file: Readable
  /** Settles when the form has been read to its end. Rejects when it breaks off. */
  readonly whole: Promise<void>
  /** Reads on to the end without keeping anything, so that the client gets to read the answer. */
  drain(): void
}

const fieldLimit = 20 * 1024

/** Reads a `multipart/form-data` body until its part `file` begins. Throws `MalformedPOSTRequest`. */
export async function readForm(message: IncomingMessage): Promise<PostedForm> {
  const parser = createParser(message)
  const fields = new Map<string, string>()
  const opened = Promise.withResolvers<PostedForm>()
  const ended = Promise.withResolvers<void>()
  // Whoever waits for the file alone must not bring the process down.
  ended.promise.catch(() => {})
  let file: Readable | undefined

  const drain = () => {
    message.unpipe(parser)
    message.resume()
  }
  const fail = (error: S3Error) => {
    drain()
    opened.reject(error)
    ended.reject(error)
    file?.destroy(error)
  }

  parser.on('field', (name, value, _nameIsCut, valueIsCut) => {
    if (valueIsCut) fail(new S3Error('MaxPostPreDataLengthExceeded', 'A field before the file is too long.'))
    else if (!file) fields.set(name.toLowerCase(), value)
  })
  parser.on('file', (_name, stream, filename) => {
    file = stream
    // It may break off while nobody reads it yet.
    stream.on('error', ended.reject)
    opened.resolve({ fields, filename: filename ?? '', file: stream, whole: ended.promise, drain })
  })
  parser.on('fieldsLimit', () => fail(malformed()))
  parser.on('error', () => fail(malformed()))
  parser.on('finish', () => {
    opened.reject(new S3Error('InvalidArgument', 'POST requires exactly one file upload per request.', { ArgumentName: 'file' }))
    ended.resolve()
  })
  message.on('close', () => {
    if (!message.complete) fail(new S3Error('IncompleteBody', 'The request body terminated unexpectedly'))
  })
  message.pipe(parser)
  return opened.promise
}

function createParser({ headers }: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      isPartAFile: (name) => name === 'file',
      limits: { fieldSize: fieldLimit, fields: 100, files: 1 },
    })
  } catch {
    throw malformed()
  }
}

function malformed(): S3Error {
  return new S3Error('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.')
}

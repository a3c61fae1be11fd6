import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { S3EventRecord } from 'aws-lambda'
import { pathOf } from './exchange.ts'
import type { Call } from './s3/call.ts'
import { allowOrigin, answerPreflight, type CorsRule } from './s3/cors.ts'
import { S3Error } from './s3/errors.ts'
import { listObjects } from './s3/listing.ts'
import { creationRecord } from './s3/notification.ts'
import { readObject } from './s3/object-reads.ts'
import { openObjectStore } from './s3/object-store.ts'
import { copyObject, deleteObject, deleteObjects, putObject } from './s3/object-writes.ts'
import { postObject } from './s3/post-object.ts'
import { header, options, readRequest, type S3Request } from './s3/request.ts'
import { createVerifier, type Credentials } from './s3/signature.ts'
import { abortUpload, completeUpload, createUpload, listParts, listUploads, uploadPart } from './s3/upload-calls.ts'
import { answerXml } from './s3/xml.ts'

export interface LocalBucket {
  readonly name: string
  readonly cors?: readonly CorsRule[]
  /** Anyone may read what lies under these, as through the distribution in AWS. */
  readonly publicPrefixes?: readonly string[]
}

export interface S3FrontOptions {
  readonly stateDir: string
  readonly credentials: Credentials
  readonly region: string
  readonly buckets: readonly LocalBucket[]
  /** Gets each created object at least once. A rejection makes it come again at the next start. */
  readonly onObjectCreated: (bucket: string, record: S3EventRecord) => Promise<void>
}

/** S3, path style, over `<stateDir>/objects`: as strict as S3 about signatures, policies and expiry. */
export function createS3Front({ stateDir, credentials, region, buckets, onObjectCreated }: S3FrontOptions) {
  const verifier = createVerifier({ credentials, region })
  const store = openObjectStore({
    folder: join(stateDir, 'objects'),
    announce: (object) => onObjectCreated(object.bucket, creationRecord(object, region)),
  })

  async function answer(message: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = readRequest(message)
    const bucket = buckets.find(({ name }) => name === request.bucket)
    if (!bucket) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: request.bucket })
    const { cors = [], publicPrefixes = [] } = bucket
    if (request.method === 'OPTIONS') return answerPreflight(cors, message, res)
    allowOrigin(cors, message, res)
    if (isForm(request)) return postObject(request, res, { store, verifier })

    if (verifier.isSigned(request)) {
      const signedHash = await verifier.verify(request)
      return operationOf(request)({ request, res, store, signedHash })
    }
    const isOpen = request.key !== '' && isRead(request) && publicPrefixes.some((prefix) => request.key.startsWith(prefix))
    if (!isOpen) throw new S3Error('AccessDenied', 'Access Denied')
    return readObject({ request, res, store, signedHash: 'UNSIGNED-PAYLOAD' })
  }

  return {
    /** Answers any request; what is refused or fails is answered in S3's XML. */
    async handle(message: IncomingMessage, res: ServerResponse): Promise<void> {
      res.setHeader('x-amz-request-id', randomBytes(8).toString('hex').toUpperCase())
      // Clients sign by this clock where their own differs. Node would write the machine's, which may not be the stack's.
      res.setHeader('Date', new Date().toUTCString())
      try {
        await answer(message, res)
      } catch (error) {
        // A client that went away, or that reads an answer already, cannot be told.
        if (res.headersSent || message.errored) res.destroy()
        else answerError(message, res, toS3Error(error))
      }
    },
  }
}

type Operation = (call: Call) => void | Promise<void>

function operationOf(request: S3Request): Operation {
  const { key, method, query } = request
  const source = options(request).get('x-amz-copy-source')
  if (key === '') {
    if (method === 'HEAD') return ({ res }) => void res.writeHead(200).end()
    if (method === 'GET') return query.has('uploads') ? listUploads : listObjects
    if (method === 'POST' && query.has('delete')) return deleteObjects
  } else if (query.has('uploadId')) {
    if (method === 'PUT' && source === undefined) return uploadPart
    if (method === 'POST') return completeUpload
    if (method === 'GET') return listParts
    if (method === 'DELETE') return abortUpload
  } else {
    if (isRead(request)) return readObject
    if (method === 'PUT') return source === undefined ? putObject : (call) => copyObject(call, source)
    if (method === 'DELETE') return deleteObject
    if (method === 'POST' && query.has('uploads')) return createUpload
  }
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.')
}

function isRead({ method }: S3Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

function isForm(request: S3Request): boolean {
  const isMultipart = (header(request, 'content-type') ?? '').toLowerCase().startsWith('multipart/form-data')
  return request.method === 'POST' && request.key === '' && isMultipart
}

function toS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error
  console.error(error)
  return new S3Error('InternalError', 'We encountered an internal error. Please try again.')
}

function answerError(message: IncomingMessage, res: ServerResponse, error: S3Error): void {
  for (const name of ['Content-Type', 'Content-Length', 'Content-Range', 'ETag', 'Last-Modified']) res.removeHeader(name)
  if (message.method === 'HEAD') {
    res.writeHead(error.status).end()
    return
  }
  answerXml(res, error.status, 'Error', {
    Code: error.code,
    Message: error.message,
    ...error.fields,
    Resource: pathOf(message),
    RequestId: res.getHeader('x-amz-request-id'),
  })
}

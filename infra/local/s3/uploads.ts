import { createHash, randomBytes } from 'node:crypto'
import type { Blob, Blobs } from './blobs.ts'
import { createTurns, type openDocuments } from './documents.ts'
import { S3Error } from './errors.ts'
import type { Draft } from './object-store.ts'
import type { Payload } from './payload.ts'

export interface Part extends Blob {
  readonly etag: string
  readonly last_modified: string
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly initiated: string
  readonly parts: Readonly<Record<number, Part>>
}

export interface NamedPart {
  readonly number: number
  readonly etag: string
}

const smallestPart = 5 * 1024 * 1024
const largestPart = 5 * 1024 ** 3

/** Multipart uploads in progress. */
export function createUploads({ documents, blobs }: { documents: ReturnType<typeof openDocuments<Upload>>; blobs: Blobs }) {
  const uploads = new Map(documents.saved.map((upload) => [upload.id, upload]))
  const inTurn = createTurns()

  /** Throws `NoSuchUpload`, also for one of another key. */
  function find({ id, bucket, key }: Pick<Upload, 'id' | 'bucket' | 'key'>): Upload {
    const upload = uploads.get(id)
    if (upload?.bucket === bucket && upload.key === key) return upload
    throw noSuchUpload()
  }

  async function save(upload: Upload): Promise<void> {
    await documents.save(upload)
    uploads.set(upload.id, upload)
  }

  return {
    find,

    list: (bucket: string): Upload[] => Array.from(uploads.values()).filter((upload) => upload.bucket === bucket),

    async create(of: Pick<Upload, 'bucket' | 'key' | 'headers'>): Promise<Upload> {
      const upload = { ...of, id: randomBytes(24).toString('base64url'), initiated: new Date().toISOString(), parts: {} }
      await save(upload)
      return upload
    },

    /** Stores a part, in place of one with the same number. */
    async putPart(of: Pick<Upload, 'id' | 'bucket' | 'key'>, number: number, payload: Payload): Promise<Part> {
      find(of)
      const { md5, ...blob } = await blobs.write(payload, { max: largestPart })
      const part = { ...blob, etag: md5, last_modified: new Date().toISOString() }
      return inTurn(of.id, async () => {
        const upload = uploads.get(of.id)
        if (!upload) {
          await blobs.remove([part])
          throw noSuchUpload()
        }
        const replaced = upload.parts[number]
        await save({ ...upload, parts: { ...upload.parts, [number]: part } })
        if (replaced) await blobs.remove([replaced])
        return part
      })
    },

    /** Turns the named parts into one object through `commit`, and drops the others. */
    complete<Result>(
      of: Pick<Upload, 'id' | 'bucket' | 'key'>,
      named: readonly NamedPart[],
      commit: (draft: Draft) => Promise<Result>,
    ): Promise<Result> {
      return inTurn(of.id, async () => {
        const upload = find(of)
        const parts = chosenParts(upload, named)
        const digests = parts.map(({ etag }) => Buffer.from(etag, 'hex'))
        // The object names blobs of its own, so that a crash before the upload is gone leaves both whole.
        const copies = await Promise.all(parts.map((part) => blobs.duplicate(part)))
        const result = await commit({
          bucket: upload.bucket,
          key: upload.key,
          headers: upload.headers,
          etag: `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}`,
          created_by: 'CompleteMultipartUpload',
          blobs: copies,
        })
        await discard(upload)
        return result
      })
    },

    abort: (of: Pick<Upload, 'id' | 'bucket' | 'key'>): Promise<void> => inTurn(of.id, () => discard(find(of))),
  }

  async function discard(upload: Upload): Promise<void> {
    await documents.remove(upload)
    uploads.delete(upload.id)
    await blobs.remove(Object.values(upload.parts))
  }
}

function chosenParts({ parts }: Upload, named: readonly NamedPart[]): Part[] {
  if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0))) {
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
  }
  return named.map(({ number, etag }, index) => {
    const part = parts[number]
    if (part?.etag !== etag.replaceAll('"', '')) {
      throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found, or its ETag does not match.')
    }
    if (index < named.length - 1 && part.size < smallestPart) {
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', { PartNumber: number })
    }
    return part
  })
}

function noSuchUpload(): S3Error {
  return new S3Error('NoSuchUpload', 'The specified multipart upload does not exist. The upload ID may be invalid.')
}

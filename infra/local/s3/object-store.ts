import { join } from 'node:path'
import { type Blob, openBlobs } from './blobs.ts'
import { createTurns, openDocuments } from './documents.ts'
import { S3Error } from './errors.ts'
import { createUploads, type Upload } from './uploads.ts'

export type CreationEvent = 'Put' | 'Post' | 'Copy' | 'CompleteMultipartUpload'

export interface StoredObject {
  readonly bucket: string
  readonly key: string
  readonly size: number
  readonly etag: string
  /** What a read answers with: `content-type`, `cache-control`, `x-amz-meta-…`. */
  readonly headers: Readonly<Record<string, string>>
  readonly last_modified: string
  /** Grows with each creation, so that the events of one key can be put in order. */
  readonly sequencer: string
  readonly created_by: CreationEvent
  /** Its event was taken: until then it is sent again at the next start. */
  readonly announced: boolean
  readonly blobs: readonly Blob[]
}

/** A new object before it is in place. */
export type Draft = Omit<StoredObject, 'size' | 'last_modified' | 'sequencer' | 'announced'>

/** What must hold of the object that a write replaces: ETags as in the headers of that name, `*` for any. */
export interface Preconditions {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
}

/**
 * Objects and multipart uploads on disk. A write is in place, whole and with its metadata, once its document is; a crash
 * leaves at most blobs that the next start removes. `announce` gets each created object at least once.
 */
export function openObjectStore({ folder, announce }: { folder: string; announce: (object: StoredObject) => Promise<void> }) {
  const documents = openDocuments<StoredObject>(join(folder, 'objects'), ({ bucket, key }) => `${bucket}/${key}`)
  const uploadDocuments = openDocuments<Upload>(join(folder, 'uploads'), ({ id }) => id)
  const inParts = uploadDocuments.saved.flatMap(({ parts }) => Object.values(parts))
  const named = [...documents.saved.flatMap(({ blobs }) => blobs), ...inParts].map(({ name }) => name)
  const blobs = openBlobs(join(folder, 'blobs'), new Set(named))
  const objects = new Map(documents.saved.map((object) => [nameOf(object), object]))
  const inTurn = createTurns()
  const nextSequencer = createSequencer()

  async function tell(object: StoredObject): Promise<void> {
    try {
      await announce(object)
    } catch {
      return
    }
    await inTurn(nameOf(object), async () => {
      if (objects.get(nameOf(object)) !== object) return
      const announced = { ...object, announced: true }
      await documents.save(announced)
      objects.set(nameOf(object), announced)
    })
  }

  /** Puts a draft in place, and sends its event. Throws `PreconditionFailed`; the draft's blobs are then gone. */
  async function commit(draft: Draft, preconditions: Preconditions = {}): Promise<StoredObject> {
    const created = await inTurn(nameOf(draft), async () => {
      const replaced = objects.get(nameOf(draft))
      if (!holds(preconditions, replaced)) {
        await blobs.remove(draft.blobs)
        throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
      }
      const size = draft.blobs.reduce((sum, blob) => sum + blob.size, 0)
      const object = { ...draft, size, last_modified: new Date().toISOString(), sequencer: nextSequencer(), announced: false }
      await documents.save(object)
      objects.set(nameOf(draft), object)
      if (replaced) await blobs.remove(replaced.blobs)
      return object
    })
    await tell(created)
    return created
  }

  for (const object of documents.saved) if (!object.announced) void tell(object)

  return {
    blobs,
    commit,
    uploads: createUploads({ documents: uploadDocuments, blobs }),

    get: (bucket: string, key: string): StoredObject | undefined => objects.get(nameOf({ bucket, key })),

    /** The objects of a bucket by key, in the order of S3's listings. */
    list: (bucket: string): StoredObject[] =>
      Array.from(objects.values())
        .filter((object) => object.bucket === bucket)
        .toSorted((a, b) => compareKeys(a.key, b.key)),

    /** Removes an object, if it is there. */
    remove: (bucket: string, key: string): Promise<void> =>
      inTurn(nameOf({ bucket, key }), async () => {
        const object = objects.get(nameOf({ bucket, key }))
        if (!object) return
        await documents.remove(object)
        objects.delete(nameOf(object))
        await blobs.remove(object.blobs)
      }),
  }
}

export type ObjectStore = ReturnType<typeof openObjectStore>

function nameOf({ bucket, key }: Pick<StoredObject, 'bucket' | 'key'>): string {
  return `${bucket}/${key}`
}

/** The order of keys in S3: that of their bytes in UTF-8. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Whether preconditions hold of an object, or of its absence. */
export function holds({ ifMatch, ifNoneMatch }: Preconditions, object: StoredObject | undefined): boolean {
  const isNamedIn = (list: string) =>
    object !== undefined && list.split(',').some((etag) => ['*', object.etag].includes(etag.trim().replaceAll('"', '')))
  return (ifMatch === undefined || isNamedIn(ifMatch)) && (ifNoneMatch === undefined || !isNamedIn(ifNoneMatch))
}

function createSequencer(): () => string {
  let last = 0
  return () => {
    last = Math.max(last + 1, Date.now() * 1000)
    return last.toString(16).toUpperCase().padStart(18, '0')
  }
}

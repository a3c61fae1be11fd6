import { mediaSettings } from './addresses.ts'
import { storage } from './client.ts'

export interface ExpectedUpload {
  readonly key: string
  readonly content_type: string
  /** Bytes. */
  readonly size: number
  readonly seconds: number
}

/** A form that uploads one object straight to the store: this key, this type, one byte to `size`, for so many seconds. */
export async function presignForm({ key, content_type, size, seconds }: ExpectedUpload) {
  const { client, createPresignedPost } = await storage()
  const { url, fields } = await createPresignedPost(client, {
    Bucket: mediaSettings().MEDIA_BUCKET,
    Key: key,
    Fields: { 'Content-Type': content_type },
    Conditions: [
      ['eq', '$Content-Type', content_type],
      ['content-length-range', 1, size],
    ],
    Expires: seconds,
  })
  return { url, fields }
}

const partSize = 16 * 1024 * 1024

/** Begins an upload in parts, and returns its id at the store. */
export async function beginParts({ key, content_type }: Pick<ExpectedUpload, 'key' | 'content_type'>): Promise<string> {
  const { client, CreateMultipartUploadCommand } = await storage()
  const place = { Bucket: mediaSettings().MEDIA_BUCKET, Key: key }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, ContentType: content_type }))
  if (UploadId === undefined) throw new Error('The store began an upload without naming it')
  return UploadId
}

/** An address for each part of an upload that was begun, which takes exactly as many bytes as the part has. */
export async function presignParts(upload_id: string, { key, size, seconds }: Omit<ExpectedUpload, 'content_type'>) {
  const { client, getSignedUrl, UploadPartCommand } = await storage()
  const place = { Bucket: mediaSettings().MEDIA_BUCKET, Key: key, UploadId: upload_id }
  const numbers = Array.from({ length: Math.ceil(size / partSize) }, (_, index) => index + 1)
  const parts = await Promise.all(
    numbers.map(async (part_number) => {
      const ContentLength = Math.min(partSize, size - (part_number - 1) * partSize)
      const command = new UploadPartCommand({ ...place, PartNumber: part_number, ContentLength })
      return { part_number, url: await getSignedUrl(client, command, { expiresIn: seconds }) }
    }),
  )
  return { part_size: partSize, parts }
}

export interface NamedPart {
  readonly part_number: number
  readonly etag: string
}

/** The parts that have come of an upload, in order; or how it ended. One answer of the store holds a thousand. */
export async function uploadedParts(key: string, upload_id: string): Promise<NamedPart[] | 'completed' | 'gone'> {
  const { client, ListPartsCommand } = await storage()
  const place = { Bucket: mediaSettings().MEDIA_BUCKET, Key: key }
  try {
    const { Parts = [] } = await client.send(new ListPartsCommand({ ...place, UploadId: upload_id }))
    return Parts.flatMap(({ PartNumber, ETag }) =>
      PartNumber === undefined || ETag === undefined ? [] : [{ part_number: PartNumber, etag: ETag }],
    )
  } catch (error) {
    if (!isNamed(error, 'NoSuchUpload')) throw error
    return (await isThere(place)) ? 'completed' : 'gone'
  }
}

export type Completion = 'completed' | 'invalid_part' | 'gone'

/** Puts the parts together, and says whether that went. Doing it again after it went is no fault as long as the object is there. */
export async function completeParts(key: string, upload_id: string, parts: readonly NamedPart[]): Promise<Completion> {
  const { client, CompleteMultipartUploadCommand } = await storage()
  const place = { Bucket: mediaSettings().MEDIA_BUCKET, Key: key }
  const Parts = parts.map(({ part_number, etag }) => ({ PartNumber: part_number, ETag: etag }))
  try {
    await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId: upload_id, MultipartUpload: { Parts } }))
    return 'completed'
  } catch (error) {
    if (isNamed(error, 'InvalidPart', 'InvalidPartOrder', 'EntityTooSmall')) return 'invalid_part'
    if (!isNamed(error, 'NoSuchUpload')) throw error
    return (await isThere(place)) ? 'completed' : 'gone'
  }
}

/** Ends an upload in parts. One that is over already is no fault. */
export async function abortParts(key: string, upload_id: string): Promise<void> {
  const { client, AbortMultipartUploadCommand } = await storage()
  const place = { Bucket: mediaSettings().MEDIA_BUCKET, Key: key, UploadId: upload_id }
  try {
    await client.send(new AbortMultipartUploadCommand(place))
  } catch (error) {
    if (!isNamed(error, 'NoSuchUpload')) throw error
  }
}

async function isThere(place: { readonly Bucket: string; readonly Key: string }): Promise<boolean> {
  const { client, HeadObjectCommand } = await storage()
  return (await client.send(new HeadObjectCommand(place)).catch(() => undefined)) !== undefined
}

function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name)
}

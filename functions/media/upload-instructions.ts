import { presignForm, presignParts } from '../../shared/media/receive-upload.ts'
import type { MediaDocument } from './model.ts'

/** The most bytes that one form takes. */
export const largestForm = 100_000_000

const formSeconds = 3600
const partsSeconds = 12 * 3600

/** How the file of a medium that waits for it is handed over, from now on for a while. */
export async function uploadInstructions(
  { content_type, size, upload: { key, multipart_id } }: Pick<MediaDocument, 'content_type' | 'size' | 'upload'>,
  now: Date,
) {
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  if (multipart_id === null) {
    const form = await presignForm({ key, content_type, size, seconds: formSeconds })
    return { method: 'POST' as const, ...form, expires_at: inSeconds(formSeconds) }
  }
  const parts = await presignParts(multipart_id, { key, size, seconds: partsSeconds })
  return { method: 'MULTIPART' as const, ...parts, expires_at: inSeconds(partsSeconds) }
}

import { BufferSource } from 'mediabunny'
import type { ByteSource } from '../../../functions/media/byte-source.ts'

/** A file that is there already. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (start, end) => Buffer.from(bytes.slice(start, end)),
    recording: () => new BufferSource(bytes),
  }
}

import { open } from 'node:fs/promises'

/** A file's bytes, read as they are needed. */
export interface ByteSource {
  readonly size: number
  /** The bytes from `start` up to `end`, or up to the file's end where that comes first. */
  read(start: number, end: number): Promise<Buffer>
}

/** A local file's bytes. */
export async function fileSource(path: string): Promise<ByteSource & AsyncDisposable> {
  const file = await open(path)
  const { size } = await file.stat()
  return {
    size,
    read: async (start, end) => {
      const length = Math.max(0, Math.min(end, size) - start)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start)
      return buffer.subarray(0, bytesRead)
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}

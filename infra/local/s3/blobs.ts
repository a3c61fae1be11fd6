import { randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startDigest } from './digests.ts'
import { S3Error } from './errors.ts'
import type { Payload } from './payload.ts'

/** Bytes on disk that never change once they are named in an object or a part. */
export interface Blob {
  readonly name: string
  readonly size: number
}

export interface SizeLimits {
  readonly min?: number
  readonly max: number
}

/** The folder of blobs. What no document names any more is removed when it is opened. */
export function openBlobs(folder: string, named: ReadonlySet<string>) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (!named.has(name)) rmSync(join(folder, name))

  return {
    /** Streams a body to disk. Throws, and leaves nothing, when it breaks off, is too long or too short, or belies a claim. */
    async write({ bytes, claims }: Payload, { min = 0, max }: SizeLimits): Promise<Blob & { md5: string }> {
      const name = randomUUID()
      const path = join(folder, name)
      const file = await open(path, 'wx', 0o600)
      try {
        const md5 = startDigest('md5')
        const checks = claims.map((claim) => ({ claim, digest: startDigest(claim.algorithm) }))
        let size = 0
        for await (const chunk of bytes) {
          size += chunk.length
          if (size > max) throw tooLarge(size, max)
          for (const { update } of [md5, ...checks.map(({ digest }) => digest)]) update(chunk)
          await file.appendFile(chunk)
        }
        if (size < min) throw tooSmall(size)
        for (const { claim, digest } of checks) {
          const agrees = claim.expected()?.equals(digest.bytes()) ?? false
          if (!agrees) throw new S3Error(claim.code, 'The digest you specified is not the one of the body')
        }
        await file.sync()
        return { name, size, md5: md5.bytes().toString('hex') }
      } catch (error) {
        await rm(path)
        throw error
      } finally {
        await file.close()
      }
    },

    /** The bytes from `start` to `end`, both inclusive, of several blobs in a row. */
    async *read(blobs: readonly Blob[], start: number, end: number): AsyncGenerator<Buffer> {
      let offset = 0
      for (const { name, size } of blobs) {
        const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, size - 1)]
        if (from <= to) yield* createReadStream(join(folder, name), { start: from, end: to }) as AsyncIterable<Buffer>
        offset += size
      }
    },

    /** The same bytes under a name of their own, so that either can be removed. */
    async duplicate({ name, size }: Blob): Promise<Blob> {
      const copy = randomUUID()
      await link(join(folder, name), join(folder, copy))
      return { name: copy, size }
    },

    async remove(blobs: readonly Blob[]): Promise<void> {
      for (const { name } of blobs) await rm(join(folder, name), { force: true })
    },
  }
}

export type Blobs = ReturnType<typeof openBlobs>

function tooSmall(size: number): S3Error {
  return new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', { ProposedSize: size })
}

function tooLarge(size: number, max: number): S3Error {
  return new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: size,
    MaxSizeAllowed: max,
  })
}

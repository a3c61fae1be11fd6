import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export interface Digest {
  update(chunk: Uint8Array): void
  bytes(): Buffer
}

const algorithms = ['md5', 'sha1', 'sha256', 'crc32'] as const
export type Algorithm = (typeof algorithms)[number]

/** Whether bytes can be digested with `name` here. */
export function isAlgorithm(name: string): name is Algorithm {
  return algorithms.some((algorithm) => algorithm === name)
}

/** A running digest. */
export function startDigest(algorithm: Algorithm): Digest {
  if (algorithm !== 'crc32') {
    const hash = createHash(algorithm)
    return { update: (chunk) => void hash.update(chunk), bytes: () => hash.digest() }
  }
  let value = 0
  return {
    update: (chunk) => {
      value = crc32(chunk, value)
    },
    bytes: () => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(value)
      return bytes
    },
  }
}

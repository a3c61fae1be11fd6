import { type Source, UrlSource } from 'mediabunny'
import { Rejection } from './rejection.ts'

/** A file's bytes, read as they are needed. */
export interface ByteSource {
  readonly size: number
  /** The bytes from `start` up to `end`, or up to the file's end where that comes first. */
  read(start: number, end: number): Promise<Buffer>
  /** The same for a reader of videos and sounds, which may want parts of it at once. */
  recording(): Source
}

/** Where a file can be read, and which version of it. */
export interface LinkedFile {
  readonly url: string
  readonly size: number
  readonly etag: string
}

// Many small reads come out of few requests; twice this much is in memory at most.
const recordingCache = 32 * 1024 * 1024
const attempts = 3

/** A file behind a link. `fault` is what kept it from being read, whatever a reader has made of that. */
export function linkedSource({ url, size, etag }: LinkedFile): ByteSource & { fault(): unknown } {
  let fault: unknown
  const headers = { 'If-Match': `"${etag}"` }

  const get = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    try {
      const answer = await fetch(input, init)
      // Another file was written in its place, or it is gone.
      if (answer.status === 412 || answer.status === 404) throw new Rejection('replaced_meanwhile')
      if (!answer.ok) throw new Error(`The store answered ${answer.status}`)
      return answer
    } catch (error) {
      if (!init?.signal?.aborted) fault = error
      throw error
    }
  }

  return {
    size,
    read: async (start, end) => {
      const last = Math.min(end, size) - 1
      if (last < start) return Buffer.alloc(0)
      const answer = await get(url, { headers: { ...headers, Range: `bytes=${start}-${last}` } })
      return Buffer.from(await answer.arrayBuffer())
    },
    recording: () =>
      new UrlSource(url, {
        requestInit: { headers },
        fetchFn: get,
        maxCacheSize: recordingCache,
        getRetryDelay: (previous) => (previous + 1 < attempts && !(fault instanceof Rejection) ? 0.2 : null),
        handleUnhandledError: () => undefined,
      }),
    fault: () => fault,
  }
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type LinkedFile, linkedSource } from './byte-source.ts'
import type { MediaDocument, MediaFile } from './model.ts'
import { type Made, processFile } from './process-file.ts'
import { Rejection } from './rejection.ts'
import type { RejectionReason } from './types.ts'

/** A file to be judged, and the folder that takes what is made of it. */
export interface DecodingOrder extends Pick<MediaDocument, 'content_type' | 'purpose'> {
  readonly file: LinkedFile
  readonly directory: string
}

export interface StoredOutput extends MediaFile {
  readonly content: { readonly path: string }
}

export interface Decoded extends Omit<Made, 'outputs'> {
  readonly outputs: readonly StoredOutput[]
}

export type DecodingOutcome =
  | { readonly decoded: Decoded }
  | { readonly rejected: RejectionReason; readonly cause: string | undefined }
  | { readonly failed: string }

const mostIdleMs = 60_000

// What opens strangers' files is a process of its own: it can be ended when it hangs, may crash, and holds no credentials.
if (import.meta.main) {
  let idle = endLater()
  process.on('message', (order: DecodingOrder) => {
    clearTimeout(idle)
    void answer(order).finally(() => {
      idle = endLater()
    })
  })
  process.on('disconnect', () => process.exit())
}

async function answer(order: DecodingOrder): Promise<void> {
  process.send?.(await outcomeOf(order))
}

function endLater(): NodeJS.Timeout {
  return setTimeout(() => process.exit(), mostIdleMs)
}

async function outcomeOf({ file, directory, ...medium }: DecodingOrder): Promise<DecodingOutcome> {
  const source = linkedSource(file)
  try {
    return { decoded: await stored(await processFile(source, directory, medium), directory) }
  } catch (error) {
    // A file that could not be read says nothing of what is in it.
    const reason = source.fault() ?? error
    if (!(reason instanceof Rejection)) return { failed: String(reason) }
    return { rejected: reason.reason, cause: reason.cause instanceof Error ? reason.cause.message : undefined }
  }
}

async function stored({ outputs, ...made }: Made, directory: string): Promise<Decoded> {
  const files: StoredOutput[] = []
  for (const { content, ...file } of outputs) {
    if ('path' in content) files.push({ ...file, content })
    else {
      const path = join(directory, file.name)
      await writeFile(path, content)
      files.push({ ...file, content: { path } })
    }
  }
  return { ...made, outputs: files }
}

import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Replaces a file at once: after a crash it holds either the old content or all of the new. Blocks, so for small files. */
export function replaceFileSync(path: string, content: string, mode = 0o600): void {
  const draft = `${path}.draft`
  const file = openSync(draft, 'w', mode)
  try {
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

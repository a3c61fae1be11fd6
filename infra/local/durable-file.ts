import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { open, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Replaces a file at once: after a crash it holds either the old content or all of the new. Blocks, so for small files. */
export function replaceFileSync(path: string, content: string): void {
  const draft = `${path}.draft`
  const file = openSync(draft, 'w', 0o600)
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

/** The same without blocking. Two replacements of one file must not overlap. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.draft`
  await writeFile(draft, content, { mode: 0o600, flush: true })
  await rename(draft, path)
  await syncFolder(dirname(path))
}

/** Makes what was created or renamed in a folder survive a loss of power. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}

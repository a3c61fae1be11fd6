import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../durable-file.ts'

/** A folder with one JSON file per document, each replaced as a whole. All that survived is in `saved`. */
export function openDocuments<Document>(folder: string, nameOf: (document: Document) => string) {
  mkdirSync(folder, { recursive: true })
  // A name may hold any character and be longer than a file's.
  const pathOf = (document: Document) => join(folder, `${createHash('sha256').update(nameOf(document)).digest('hex')}.json`)
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

  return {
    saved: files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Document),
    save: (document: Document) => replaceFile(pathOf(document), JSON.stringify(document)),
    remove: (document: Document) => rm(pathOf(document), { force: true }),
  }
}

/** Runs what is done to one name in the order in which it was asked for, and what is done to others beside it. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>()
  return async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work)
    last.set(name, turn)
    try {
      return await turn
    } finally {
      if (last.get(name) === turn) last.delete(name)
    }
  }
}

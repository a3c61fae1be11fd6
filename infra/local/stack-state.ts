import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { replaceFileSync } from './durable-file.ts'
import { stopLeftBehind } from './mongod-process.ts'
import { openJournal, type QueueJournal, StateInUse } from './queues-journal.ts'

const runningSchema = z.object({
  api_url: z.string(),
  socket_url: z.string(),
  s3_url: z.string(),
  mongodb_uri: z.string(),
  pid: z.number(),
})

/** What `stack.json` says while a stack runs. */
export type RunningStack = z.output<typeof runningSchema>

export interface StateDir {
  readonly journal: QueueJournal
  announce(running: RunningStack): void
  release(): void
}

/** Takes a state folder for this process, emptied if wanted. Throws a sentence for the terminal when another stack has it. */
export async function takeStateDir(folder: string, { fresh }: { fresh: boolean }): Promise<StateDir> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const announcement = join(folder, 'stack.json')
  const journalFile = join(folder, 'queues.db')
  const journal = open(journalFile, announcement)
  // What a killed stack has announced is not true any more.
  rmSync(announcement, { force: true })
  if (fresh) {
    await stopLeftBehind(join(folder, 'mongodb'))
    // The journal is what holds the folder, so it stays.
    for (const name of readdirSync(folder)) if (!name.startsWith('queues.db')) rmSync(join(folder, name), { recursive: true })
    journal.clear()
  }
  return {
    journal,
    announce: (running) => replaceFileSync(announcement, `${JSON.stringify(running, null, 2)}\n`),
    release() {
      rmSync(announcement, { force: true })
      journal.close()
    },
  }
}

function open(file: string, announcement: string): QueueJournal {
  try {
    return openJournal(file)
  } catch (error) {
    throw error instanceof StateInUse ? new Error(inUse(announcement)) : error
  }
}

function inUse(announcement: string): string {
  const running = existsSync(announcement) ? runningSchema.safeParse(JSON.parse(readFileSync(announcement, 'utf8'))) : undefined
  const who = running?.success ? `on ${running.data.api_url} (process ${running.data.pid})` : 'and is starting or ending'
  return `A stack with this state folder runs already ${who}. Another one needs its own --state-dir and --port.`
}

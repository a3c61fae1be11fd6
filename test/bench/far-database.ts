import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

interface FarDatabase {
  readonly uri: string
  stop(): void
}

/** A database as it is from a function that is so many milliseconds away, in either direction. */
export async function farDatabase(mongodbUri: string, milliseconds: number): Promise<FarDatabase> {
  const uri = new URL(mongodbUri)
  const child = fork(fileURLToPath(new URL('far-database-process.ts', import.meta.url)), [uri.port, String(milliseconds)])
  const [port] = (await once(child, 'message')) as [number]
  uri.port = String(port)
  return { uri: uri.href, stop: () => void child.kill() }
}

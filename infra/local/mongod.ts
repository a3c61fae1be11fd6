import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Db, MongoClient, MongoNetworkError, MongoServerError } from 'mongodb'
import * as z from 'zod'
import { endProcess, stopLeftBehind } from './mongod-process.ts'

/** A MongoDB server of this stack. */
export interface Mongod {
  readonly uri: string
  stop(): Promise<void>
}

export interface MongodOptions {
  readonly binary: string
  readonly stateDir: string
  /** Says what went wrong while the stack runs. */
  readonly report: (line: string) => void
  readonly signal: AbortSignal
}

const replicaSet = 'atrium'
const startMs = 30_000
const pollMs = 10
// A server that ends so soon after its start would end again.
const shortestLifeMs = 5_000

/**
 * Starts mongod as a replica set of one on a loopback port, with its data in `<stateDir>/mongodb`, and waits until it takes
 * writes. A server that an earlier stack left behind is stopped first; one that ends by itself is started again.
 */
export async function startMongod({ binary, stateDir, report, signal }: MongodOptions): Promise<Mongod> {
  const dataDir = join(stateDir, 'mongodb')
  await mkdir(dataDir, { recursive: true })
  await stopLeftBehind(dataDir)
  const port = await choosePort(join(stateDir, 'mongodb.port'))
  const logFile = join(stateDir, 'mongod.log')
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`
  let stopping = false

  const launch = (): ChildProcess => {
    const started = performance.now()
    const launched = spawnMongod(binary, serverArguments({ dataDir, port, logFile }))
    launched.on('exit', (code, signal) => {
      if (stopping) return
      report(`mongod ended unexpectedly (${signal ?? code}), see ${logFile}`)
      if (performance.now() - started > shortestLifeMs) child = launch()
    })
    return launched
  }

  let child = launch()
  try {
    await untilListening(port, () => {
      signal.throwIfAborted()
      return child.exitCode ?? child.signalCode
    })
    await becomePrimary(uri, `127.0.0.1:${port}`)
  } catch (error) {
    stopping = true
    await endProcess(child)
    signal.throwIfAborted()
    throw new Error(`mongod did not start: ${(error as Error).message}. See ${logFile}`, { cause: error })
  }
  return {
    uri,
    async stop() {
      stopping = true
      await endProcess(child)
    },
  }
}

function serverArguments({ dataDir, port, logFile }: { dataDir: string; port: number; logFile: string }): string[] {
  const parameters = {
    transactionLifetimeLimitSeconds: 30,
    // The only member has nobody to hand over to.
    shutdownTimeoutMillisForSignaledShutdown: 0,
    diagnosticDataCollectionEnabled: false,
  }
  const flags = {
    replSet: replicaSet,
    bind_ip: '127.0.0.1',
    port,
    dbpath: dataDir,
    logpath: logFile,
    wiredTigerCacheSizeGB: 0.75,
    oplogSize: 512,
  }
  return [
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--setParameter', `${name}=${value}`]),
    '--logappend',
    '--nounixsocket',
  ]
}

/** In a session of its own, so that Ctrl-C reaches it through the stack alone; where Linux can, it ends with the stack. */
function spawnMongod(binary: string, args: readonly string[]): ChildProcess {
  const setpriv = '/usr/bin/setpriv'
  const [command, ...rest] = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'TERM', binary, ...args] : [binary, ...args]
  return spawn(command, rest, { stdio: 'ignore', detached: true })
}

/** The port of the last start if it is free, because the replica set knows it, else another. */
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(await readFile(file, 'utf8')) : 0
  const port = (await freePort(last)) ?? (await freePort(0))
  if (!port) throw new Error('no loopback port is free')
  await writeFile(file, String(port))
  return port
}

async function freePort(wanted: number): Promise<number | undefined> {
  const server = createServer()
  try {
    server.listen(wanted, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address ? address.port : undefined
  } catch {
    return undefined
  } finally {
    server.close()
  }
}

async function untilListening(port: number, ended: () => number | string | null): Promise<void> {
  const deadline = performance.now() + startMs
  while (performance.now() < deadline) {
    const how = ended()
    if (how !== null) throw new Error(`it ended at once (${how})`)
    if (await answers(port)) return
    await setTimeout(pollMs)
  }
  throw new Error(`it does not listen after ${startMs / 1000} seconds`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
}

const knownConfig = z.object({ config: z.looseObject({ version: z.number() }) })

const alreadyInitialized = 23

/** Tells a node of a replica set which set that is, where it does not know or knows itself under another name. */
export async function configure(admin: Pick<Db, 'command'>, host: string): Promise<void> {
  if ((await admin.command({ hello: 1 })).isreplicaset !== true) return
  const config = { _id: replicaSet, members: [{ _id: 0, host }] }
  const known = await admin.command({ replSetGetConfig: 1 }).then(knownConfig.parse, () => undefined)
  try {
    await admin.command(
      known
        ? { replSetReconfig: { ...known.config, ...config, version: known.config.version + 1 }, force: true }
        : { replSetInitiate: config },
    )
  } catch (error) {
    // It was still reading what it knows, or closes all connections as it takes another part: it is asked once more.
    const isPassing = error instanceof MongoServerError ? error.code === alreadyInitialized : error instanceof MongoNetworkError
    if (!isPassing) throw error
    await configure(admin, host)
  }
}

async function isPrimary(admin: Pick<Db, 'command'>): Promise<boolean> {
  try {
    return (await admin.command({ hello: 1 })).isWritablePrimary === true
  } catch (error) {
    if (error instanceof MongoNetworkError) return false
    throw error
  }
}

async function becomePrimary(uri: string, host: string): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: startMs, heartbeatFrequencyMS: 500 })
  try {
    const admin = client.db('admin')
    await configure(admin, host)
    const deadline = performance.now() + startMs
    while (!(await isPrimary(admin))) {
      if (performance.now() > deadline) throw new Error(`it takes no writes after ${startMs / 1000} seconds`)
      await setTimeout(pollMs)
    }
  } finally {
    await client.close()
  }
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, MongoClient, MongoNetworkError, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findMongod } from '../../../infra/local/mongod-binary.ts'
import { configure, type Mongod, startMongod } from '../../../infra/local/mongod.ts'
import { fileDir } from './file-dir.ts'
import { stateDir } from './state-dir.ts'

const signal = new AbortController().signal
const folder = fileDir()
const report = vi.fn<(line: string) => void>()
let binary: string
let mongod: Mongod

beforeAll(async () => {
  binary = await findMongod({ report, signal })
  mongod = await startMongod({ binary, stateDir: folder, report, signal })
}, 120_000)

afterAll(() => mongod.stop())

async function inDatabase<Result>(work: (client: MongoClient) => Promise<Result>): Promise<Result> {
  const client = new MongoClient(mongod.uri, { serverSelectionTimeoutMS: 20_000 })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

const pidOf = () => Number(readFileSync(join(folder, 'mongodb', 'mongod.lock'), 'utf8'))
const write = (_id: string) =>
  inDatabase((client) =>
    client
      .db('probe')
      .collection<{ _id: string }>('things')
      .insertOne({ _id }, { writeConcern: { w: 'majority' } }),
  )
const written = () => inDatabase((client) => client.db('probe').collection<{ _id: string }>('things').distinct('_id'))

describe('the MongoDB server', () => {
  it('knows transactions', async () => {
    await inDatabase((client) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await client.db('probe').collection<{ _id: string }>('things').insertOne({ _id: 'in a transaction' }, { session })
        }),
      ),
    )
    expect(await written()).toContain('in a transaction')
  })

  it('keeps what it has acknowledged when it is killed, and is not in the way of the next start', async () => {
    await write('before the kill')
    process.kill(pidOf(), 'SIGKILL')
    await mongod.stop()
    mongod = await startMongod({ binary, stateDir: folder, report, signal })
    expect(await written()).toContain('before the kill')
  })

  it('that an earlier stack left running is ended first, whichever port is chosen now', async () => {
    await write('by the one left behind')
    const left = mongod
    const pid = pidOf()
    writeFileSync(join(folder, 'mongodb.port'), '0')
    mongod = await startMongod({ binary, stateDir: folder, report, signal })
    expect(mongod.uri).not.toBe(left.uri)
    expect(pidOf()).not.toBe(pid)
    expect(await written()).toContain('by the one left behind')
    await left.stop()
  })
})

describe('without a server', () => {
  it('the error names every way to get one', async () => {
    const options = {
      cacheDir: stateDir(),
      path: '/nowhere',
      downloads: { 'a download': () => Promise.reject(new Error('no answer')) },
    }
    await expect(findMongod({ ...options, report, signal })).rejects.toThrow(
      /MONGODB_URI[^]*PATH[^]*fetched before[^]*a download: no answer/,
    )
  })

  it('one that does not run is not taken', async () => {
    const broken = async (draft: string) => {
      writeFileSync(join(draft, 'mongod'), '#!/bin/sh\nexit 1\n')
      return join(draft, 'mongod')
    }
    const options = { cacheDir: stateDir(), path: '/nowhere', downloads: { broken } }
    await expect(findMongod({ ...options, report, signal })).rejects.toThrow('broken: what came does not run on this machine')
  })

  it('two first starts at once leave one whole server behind', async () => {
    const downloads = {
      good: async (draft: string) => {
        writeFileSync(join(draft, 'mongod'), '#!/bin/sh\necho version\n')
        return join(draft, 'mongod')
      },
    }
    const options = { cacheDir: stateDir(), path: '/nowhere', downloads, report, signal }
    const found = await Promise.all([findMongod(options), findMongod(options)])
    expect(new Set(found)).toEqual(new Set([join(options.cacheDir, 'mongod')]))
    expect(await findMongod({ ...options, downloads: {} })).toBe(found[0])
  })
})

it('is not told its replica set once it has read what it knows of it', async () => {
  const asked: string[] = []
  const fault = (code: number) => Promise.reject(new MongoServerError({ message: 'no', code }))
  const answers: Record<string, (nth: number) => Promise<Document>> = {
    hello: (nth) => Promise.resolve(nth === 1 ? { isreplicaset: true } : { secondary: true }),
    replSetGetConfig: () => fault(94),
    replSetInitiate: () => fault(23),
  }
  const command = (document: Document) => {
    const name = Object.keys(document)[0] ?? ''
    asked.push(name)
    return answers[name]?.(asked.filter((earlier) => earlier === name).length) ?? fault(59)
  }
  await configure({ command }, '127.0.0.1:1')
  expect(asked).toEqual(['hello', 'replSetGetConfig', 'replSetInitiate', 'hello'])
  asked.splice(0)
  answers.replSetInitiate = () => Promise.reject(new MongoNetworkError('closed'))
  await configure({ command }, '127.0.0.1:1')
  expect(asked).toEqual(['hello', 'replSetGetConfig', 'replSetInitiate', 'hello'])
  asked.splice(0)
  answers.replSetInitiate = () => fault(13)
  await expect(configure({ command }, '127.0.0.1:1')).rejects.toMatchObject({ code: 13 })
})

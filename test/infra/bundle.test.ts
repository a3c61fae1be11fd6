import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Metafile } from 'esbuild'
import { ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodingBy } from '../../functions/media/decoding.ts'
import { loadCollections } from '../../functions/models.ts'
import { bundle, entries } from '../../infra/bundle.ts'
import { useFunctions } from '../support/functions.ts'
import { gatewayEvent } from '../support/own-functions.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('run-bundled.mjs', import.meta.url))
// Within the project, whose packages of machine code the functions find.
const folder = fileURLToPath(new URL('../../dist/bundle-test', import.meta.url))

const collections = await loadCollections()

describe('the functions as Lambda gets them', () => {
  const functions = useFunctions(collections)

  let outputs: Metafile['outputs']

  beforeAll(async () => {
    outputs = (await bundle(folder)).outputs
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function invoke(name: string, event: unknown) {
    const { environment, database } = functions()
    const variables = { ...environment, MONGODB_DATABASE: database.databaseName, FUNCTION_ID: name.replace(/.*\//, '') }
    const { stderr } = await run(process.execPath, [program, folder, 'call', name, JSON.stringify(event)], { env: { ...process.env, ...variables } })
    return JSON.parse(stderr) as { statusCode?: number; body?: string } | null
  }
  const listArticles = (query?: string) => invoke('articles/list-articles', gatewayEvent({ method: 'GET', path: '/v1/articles', ...(query && { query }) }))

  it('all load, and have a handler', async () => {
    const names = entries().map(({ name }) => name)
    const { stdout } = await run(process.execPath, [program, folder, 'load', ...names])
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(names.map((name) => [name, 'function'])))
  })

  it('start without the parts of Node that they may need later', async () => {
    const costly = new Set(['crypto', 'http', 'internal/crypto/webcrypto', 'internal/deps/undici/undici', 'internal/util/diff', 'v8'])
    for (const name of ['articles/create-article', 'identity/login', 'analytics/count-engagement', 'operations/sweep-outbox']) {
      const { stdout } = await run(process.execPath, [program, folder, 'parts', name])
      const parts = JSON.parse(stdout) as string[]
      expect(parts.filter((part) => costly.has(part)), name).toEqual([])
    }
  })

  it('hold what was derived from the catalogue, and not the catalogue', async () => {
    const { inputs } = Object.entries(outputs).find(([path]) => path.endsWith('/operations/sweep-outbox.mjs'))?.[1] ?? {}
    expect(Object.keys(inputs ?? {})).not.toContain('functions/catalogue.ts')
    const text = await readFile(`${folder}/operations/sweep-outbox.mjs`, 'utf8')
    const carriers = collections.filter(({ outbox }) => outbox).map(({ name }) => name)
    expect(text).toContain(JSON.stringify(carriers))
  })

  it('find the process that decodes uploads beside each function that starts it', async () => {
    for (const id of ['process-upload', 'take-video-frame']) {
      expect(await readFile(`${folder}/media/${id}.mjs`, 'utf8')).toContain('`decoder${')
    }
    const decode = decodingBy(pathToFileURL(`${folder}/media/decoder.mjs`))
    const file = { url: 'http://127.0.0.1:1/nothing', size: 1, etag: 'e' }
    await expect(decode({ file, directory: folder, content_type: 'image/png', purpose: 'post' }, 60)).rejects.toThrow('fetch failed')
  })

  it('read the database', async () => {
    const answer = await listArticles()
    expect(answer).toMatchObject({ statusCode: 200, body: JSON.stringify({ items: [], next_cursor: null }) })
  })

  it('refuse what their contract refuses, with the contract that was left of many', async () => {
    const answer = await listArticles('limit=0')
    expect(answer?.statusCode).toBe(422)
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ errors: [{ path: '/query/limit' }] })
  })

  it('load later what they load when needed', async () => {
    const outbox = functions().database.collection('outbox')
    const overdue = { id: new ObjectId(), type: 'article.published', data: '{}', to: [], at: new Date(), request_id: null, due: new Date(0), attempts: 0 }
    await outbox.insertOne({ outbox: [overdue] }, { bypassDocumentValidation: true })
    await invoke('operations/sweep-outbox', { time: new Date().toISOString() })
    expect(await outbox.findOne()).toMatchObject({ outbox: [{ attempts: 1 }] })
  })
})

import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useStack } from '../../support/stack.ts'
import { bytesOf, gradient } from './pictures.ts'
import { announce } from './uploading.ts'

const stack = await useStack()
const run = promisify(execFile)
const script = new URL('fixtures/upload.py', import.meta.url).pathname
const hasRequests = works('python3', ['-c', 'try:\n import requests\nexcept ImportError:\n from pip._vendor import requests'])
const hasCurl = works('curl', ['--version'])
const picture = bytesOf(await gradient(60, 40).png().toBuffer())

let folder = ''
let path = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreign-'))
  path = join(folder, 'beach, 2026 “final”.png')
  await writeFile(path, picture)
})

afterAll(() => rm(folder, { recursive: true }))

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0
}

it('there is a client at hand that nobody here wrote', () => {
  expect(hasRequests || hasCurl).toBe(true)
})

describe.runIf(hasRequests)('Python', () => {
  it('uploads a picture by the form', async () => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: picture, content_type: 'image/png' })
    const { stdout } = await run('python3', [script, JSON.stringify(body.upload), path])
    expect(JSON.parse(stdout)).toEqual({ status: 204 })
    await stack.settled()
    expect((await ada.get(`/v1/media/${body.media.id}`)).body).toMatchObject({ status: 'ready', width: 60, size: picture.length })
  })

  it('uploads a large file in parts', async () => {
    const size = 100_000_001
    const large = join(folder, 'large.mp4')
    await writeFile(large, '')
    await truncate(large, size)
    const ada = await stack.newUser()
    const { body } = await ada.post('/v1/media', { filename: 'large.mp4', content_type: 'video/mp4', size, purpose: 'post' })
    const { stdout } = await run('python3', [script, JSON.stringify(body.upload), large], { maxBuffer: 10_000_000 })
    const { parts } = JSON.parse(stdout)
    expect(parts).toHaveLength(body.upload.parts.length)
    expect((await ada.post(`/v1/media/${body.media.id}/complete`, { parts })).status).toBe(200)
    await stack.settled()
    expect((await ada.get(`/v1/media/${body.media.id}`)).body).toMatchObject({ status: 'rejected', rejection_reason: 'type_mismatch' })
  })
})

describe.runIf(hasCurl)('curl', () => {
  it('uploads a picture by the form, and is told why where it may not', async () => {
    const ada = await stack.newUser()
    const { body } = await announce(ada, { bytes: picture, content_type: 'image/png' })
    const fields = Object.entries<string>(body.upload.fields).flatMap(([name, value]) => ['--form-string', `${name}=${value}`])
    const post = (...changes: string[]) => run('curl', ['-s', '-w', '\n%{http_code}', ...fields, ...changes, '-F', `file=@"${path}"`, body.upload.url])
    expect((await post('--form-string', 'acl=public-read')).stdout).toMatch(/<Code>AccessDenied<\/Code>[^]*\n403$/)
    expect((await post()).stdout).toMatch(/\n204$/)
    await stack.settled()
    expect((await ada.get(`/v1/media/${body.media.id}`)).body.status).toBe('ready')
  })
})

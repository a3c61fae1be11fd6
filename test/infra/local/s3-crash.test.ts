import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, onTestFinished, test } from 'vitest'
import { Bucket, startS3 } from './start-s3.ts'
import { stateDir } from './state-dir.ts'

const credentials = { accessKeyId: 'LOCALKEY', secretAccessKey: 'local-secret' }

async function startProcess(folder: string): Promise<{ child: ChildProcess; s3: S3Client }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 's3-process.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const endpoint = `http://127.0.0.1:${port.toString().trim()}`
  const s3 = new S3Client({ endpoint, region: 'eu-west-1', credentials, forcePathStyle: true, maxAttempts: 1 })
  onTestFinished(() => s3.destroy())
  return { child, s3 }
}

test('what was acknowledged is whole after a kill, and what was not leaves nothing behind', async () => {
  const folder = stateDir()
  const { child, s3 } = await startProcess(folder)
  const acknowledged: string[] = []
  const write = async (writer: number) => {
    for (let count = 0; count < 1000; count += 1) {
      const Key = `${writer}/${count}`
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(50_000, Key) }))
      acknowledged.push(Key)
      if (acknowledged.length === 40) child.kill('SIGKILL')
    }
  }
  await Promise.allSettled([1, 2, 3, 4].map(write))
  expect(acknowledged.length).toBeGreaterThanOrEqual(40)

  const after = await startS3({ folder })
  const { Contents = [] } = await after.s3.send(new ListObjectsV2Command({ Bucket }))
  const keys = Contents.map(({ Key }) => Key as string)
  expect(keys).toEqual(expect.arrayContaining(acknowledged))
  for (const Key of keys) {
    const { Body } = await after.s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(Buffer.alloc(50_000, Key).equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
  }
  expect(readdirSync(join(folder, 'objects', 'blobs'))).toHaveLength(keys.length)
})

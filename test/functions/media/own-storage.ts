import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { createS3Front } from '../../../infra/local/s3-front.ts'
import { storage } from '../../../shared/media/client.ts'
import { deleteObjects, keysUnder, storeObject } from '../../../shared/media/storage.ts'
import { useFunctions } from '../../support/functions.ts'
import { answerService } from '../../support/services.ts'
import type { Collection } from '../../../shared/store/collection.ts'

/** The moment of a crash: the request of this number never arrives, or its answer never does. */
export interface Crash {
  readonly at: number
  readonly when: 'before' | 'after'
}

const variables = {
  MEDIA_BUCKET: 'media',
  MEDIA_URL: 'http://127.0.0.1:1/media',
  EVENT_ROUTES: JSON.stringify({ 'media.changed': [], 'media.visibility_changed': [], 'media.deleted': [], 'media.frame_wanted': [] }),
}

/** Functions over these collections with a store of their own, which can be cut off as a crash cuts it off. */
export function useOwnStorage(collections: readonly Collection[]) {
  const functions = useFunctions(collections, variables)
  let folder = ''
  let crash: Crash | undefined
  let pause: { readonly at: number; readonly meanwhile: () => Promise<unknown> } | undefined
  let requests = 0
  let front: ReturnType<typeof createS3Front>

  const inFlight = new Set<Promise<void>>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = requests++
    if (at === pause?.at) await pause.meanwhile()
    if (!crash || at < crash.at) return front.handle(request, response)
    // A read that is answered to nobody has done nothing.
    if (crash.when === 'after' && at === crash.at && request.method !== 'GET') await front.handle(request, new ServerResponse(request))
    request.socket.destroy()
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atrium-storage-'))
    front = createS3Front({
      stateDir: folder,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      region: 'local',
      buckets: [{ name: variables.MEDIA_BUCKET }],
      onObjectCreated: async () => undefined,
    })
    return answerService('S3', (request, response) => {
      const answered = answer(request, response).finally(() => inFlight.delete(answered))
      inFlight.add(answered)
    })
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  return {
    functions,
    put: (keys: readonly string[]) => functions().run(() => Promise.all(keys.map((key) => storeObject(key, 'text/plain', import.meta.filename)))),
    putBytes: async (Key: string, Body: Uint8Array) => {
      const { client, PutObjectCommand } = await functions().run(storage)
      return client.send(new PutObjectCommand({ Bucket: variables.MEDIA_BUCKET, Key, Body }))
    },
    bytesOf: async (Key: string) => {
      const { client, GetObjectCommand } = await functions().run(storage)
      const { Body } = await client.send(new GetObjectCommand({ Bucket: variables.MEDIA_BUCKET, Key }))
      return Body?.transformToByteArray() ?? new Uint8Array()
    },
    stored: (prefix = '') => functions().run(() => keysUnder(prefix)),
    clear: () => functions().run(async () => deleteObjects(await keysUnder(''))),
    /** Runs `work`, and `meanwhile` before its request of this number is answered. */
    pausing: async (at: number, meanwhile: () => Promise<unknown>, work: () => Promise<unknown>): Promise<void> => {
      ;[pause, requests] = [{ at, meanwhile }, 0]
      await work()
      expect(requests).toBeGreaterThan(at)
      pause = undefined
    },
    /** Runs `work` with the store cut off from a moment on, and says whether that moment came. */
    crashing: async (when: Crash, work: () => Promise<unknown>): Promise<boolean> => {
      ;[crash, requests] = [when, 0]
      try {
        await work()
        return requests > when.at
      } finally {
        // What had arrived is still done.
        await Promise.all(inFlight)
        crash = undefined
      }
    },
  }
}

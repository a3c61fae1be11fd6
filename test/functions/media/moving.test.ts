import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { mediaDeleted, mediaVisibilityChanged } from '../../../functions/media/contract.ts'
import { Media, MediaDeletions, type MediaDocument } from '../../../functions/media/model.ts'
import { handler as moveMedia } from '../../../functions/media/move-media.ts'
import { handler as removeMediaFiles } from '../../../functions/media/remove-media-files.ts'
import { deliver, messageOf, type Message } from '../../support/messages.ts'
import { type Crash, useOwnStorage } from './own-storage.ts'

const { functions, put, stored, clear, crashing, pausing } = useOwnStorage([Media, MediaDeletions])
const names = ['original.jpg', 'w320.webp', 'thumbnail.jpg']
const moments: Crash['when'][] = ['before', 'after']

let _id: ObjectId
let event: Message

beforeEach(async () => {
  await clear()
  _id = new ObjectId()
  event = messageOf(mediaVisibilityChanged({ media_id: _id }))
  const folder = `public/${_id.toHexString()}/first`
  await put(names.map((name) => `${folder}/${name}`))
  await media().insertOnce({ ...ready, _id, folder })
})

const ready = {
  owner_id: new ObjectId(),
  filename: 'x.jpg',
  purpose: 'post',
  type: 'image',
  content_type: 'image/jpeg',
  size: 100,
  alt_text: null,
  status: 'ready',
  rejection_reason: null,
  upload: { key: 'quarantine/x/y', multipart_id: null, etag: 'e' },
  visibility: 'private',
  moving_to: null,
  files: names.map((name) => ({ role: 'variant', name, content_type: 'image/jpeg', width: 1, height: 1 })),
  thumbnail_source: 'picture',
  width: 1,
  height: 1,
  duration: null,
  blurhash: null,
  dominant_color: null,
  uses: 0,
  unused_since: new Date(),
  created_at: new Date(),
} as const

function media() {
  const collection = functions().database.collection<MediaDocument>(Media.name)
  return {
    insertOnce: (document: MediaDocument | object) => collection.insertOne(document as MediaDocument),
    see: (visibility: 'public' | 'private') => collection.updateOne({ _id }, { $set: { visibility } }),
    takeOver: (moving_to: string) => collection.updateOne({ _id }, { $set: { moving_to } }),
    remove: () => collection.deleteOne({ _id }),
    now: () => collection.findOne({ _id }),
  }
}

/** Brings a message until it is taken, as its queue does. */
async function redeliver(message = event): Promise<void> {
  for (let left = [message], attempt = 0; left.length > 0; attempt += 1) {
    expect(attempt, 'deliveries').toBeLessThan(5)
    left = await deliver(functions(), moveMedia, left)
  }
}

/** Its files are in one folder, the one that its visibility wants, and nothing else is stored of it. */
async function expectOnePlace(visibility: 'public' | 'private'): Promise<void> {
  const { folder, moving_to } = (await media().now()) ?? {}
  expect(folder).toMatch(new RegExp(`^${visibility}/${_id.toHexString()}/`))
  expect(moving_to).toBeNull()
  expect((await stored()).toSorted()).toEqual(names.map((name) => `${folder}/${name}`).toSorted())
}

/** Tries a crash at each request that a delivery makes, until one comes through. */
async function atEachMoment(when: Crash['when'], then: () => Promise<void>): Promise<number> {
  for (let at = 0; ; at += 1) {
    const came = await crashing({ at, when }, () => deliver(functions(), moveMedia, [event]))
    await then()
    if (!came) return at
    await clear()
    await media().remove()
    const folder = `public/${_id.toHexString()}/first`
    await put(names.map((name) => `${folder}/${name}`))
    await media().insertOnce({ ...ready, _id, folder })
  }
}

describe.each(moments)('after a crash %s any request', (when) => {
  it('a move is done once its event comes again', async () => {
    const requests = await atEachMoment(when, async () => {
      await redeliver()
      await expectOnePlace('private')
    })
    // Three copies, two lists, three deletions.
    expect(requests).toBeGreaterThanOrEqual(8)
  })

  it('a move that is taken back meanwhile leaves nothing behind', async () => {
    await atEachMoment(when, async () => {
      await media().see('public')
      await redeliver(messageOf(mediaVisibilityChanged({ media_id: _id })))
      await redeliver()
      await expectOnePlace('public')
    })
  })

  it('a medium that is deleted meanwhile leaves nothing behind, whatever comes first', async () => {
    const deletion = messageOf(
      mediaDeleted({ media_id: _id, owner_id: ready.owner_id, keys: [], upload_key: ready.upload.key, multipart_id: null }),
    )
    await atEachMoment(when, async () => {
      await media().remove()
      expect(await deliver(functions(), removeMediaFiles, [deletion])).toEqual([])
      await redeliver()
      expect(await stored()).toEqual([])
    })
  })
})

it('a move that another one took over does not end', async () => {
  const other = `private/${_id.toHexString()}/other`
  await pausing(names.length - 1, () => media().takeOver(other), () => deliver(functions(), moveMedia, [event]))
  expect(await media().now()).toMatchObject({ folder: `public/${_id.toHexString()}/first`, moving_to: other })
  await redeliver()
  await expectOnePlace('private')
})

it('deliveries at the same time leave one place', async () => {
  for (let round = 0; round < 10; round += 1) {
    await media().see(round % 2 === 0 ? 'private' : 'public')
    await Promise.all(Array.from({ length: 4 }, () => redeliver(messageOf(mediaVisibilityChanged({ media_id: _id })))))
    await expectOnePlace(round % 2 === 0 ? 'private' : 'public')
  }
})

it('a visibility that changes all the while ends where it was set last', async () => {
  const deliveries: Promise<void>[] = []
  for (let change = 0; change < 12; change += 1) {
    await media().see(change % 2 === 0 ? 'public' : 'private')
    deliveries.push(redeliver(messageOf(mediaVisibilityChanged({ media_id: _id }))))
  }
  await Promise.all(deliveries)
  await expectOnePlace('private')
})

import { describe, expect, it } from 'vitest'
import { mediaDeleted, mediaVisibilityChanged } from '../../../functions/media/contract.ts'
import { MediaDeletions, type MediaDocument } from '../../../functions/media/model.ts'
import { handler as moveMedia } from '../../../functions/media/move-media.ts'
import { handler as removeMediaFiles } from '../../../functions/media/remove-media-files.ts'
import { deliver, type Message, messageOf } from '../../support/messages.ts'
import { useFrames } from './frames.ts'
import { captureKeys, orderFor } from './job-ends.ts'
import type { Crash } from './own-storage.ts'

const { functions, begin, media, now, video, put, stored, capture, tell, crashing, pausing, expectFrame } = useFrames()
const moments: Crash['when'][] = ['before', 'after']

async function until(deliverOnce: () => Promise<Message[]>): Promise<void> {
  for (let attempt = 0; (await deliverOnce()).length > 0; attempt += 1) expect(attempt, 'deliveries').toBeLessThan(5)
}

const takeIt = () => until(() => tell('COMPLETE'))
const moved = () => until(() => deliver(functions(), moveMedia, [messageOf(mediaVisibilityChanged({ media_id: video()._id }))]))

async function makePrivate(): Promise<void> {
  await media().updateOne({ _id: video()._id }, { $set: { visibility: 'private' } })
  await moved()
}

async function deleteIt(): Promise<void> {
  const { _id, owner_id, upload } = video()
  await media().deleteOne({ _id })
  const event = mediaDeleted({ media_id: _id, owner_id, keys: [], upload_key: upload.key, multipart_id: null })
  await until(() => deliver(functions(), removeMediaFiles, [messageOf(event)]))
}

/** Tries a crash at each request that taking a frame makes, until one comes through. */
async function atEachCrash(when: Crash['when'], then: () => Promise<void>): Promise<void> {
  for (let at = 0; ; at += 1) {
    await begin()
    await capture()
    const came = await crashing({ at, when }, () => tell('COMPLETE'))
    await then()
    if (came) continue
    // One list, the head, three reads, a write, two deletions, three lists, one deletion.
    expect(at).toBeGreaterThanOrEqual(10)
    return
  }
}

describe.each(moments)('after a crash %s any request', { timeout: 60_000 }, (when) => {
  it('the frame is taken once its message comes again', () =>
    atEachCrash(when, async () => {
      await takeIt()
      await expectFrame()
    }))

  it('a video that is made private meanwhile keeps nothing where everyone can see it', () =>
    atEachCrash(when, async () => {
      await makePrivate()
      await takeIt()
      await expectFrame('private')
    }))

  it('a video that is deleted meanwhile leaves nothing behind', () =>
    atEachCrash(when, async () => {
      await deleteIt()
      await takeIt()
      expect(await stored()).toEqual([])
    }))
})

/** Does something at each request that taking a frame makes, before it is answered. */
async function atEachRequest(requests: number, meanwhile: () => Promise<void>, then: () => Promise<void>): Promise<void> {
  for (let at = 0; at < requests; at += 1) {
    await begin()
    await capture()
    await pausing(at, meanwhile, () => tell('COMPLETE'))
    await takeIt()
    await then()
  }
}

describe('while the frame is taken', { timeout: 60_000 }, () => {
  it('its video may be made private', () => atEachRequest(10, makePrivate, async () => void (await expectFrame('private'))))

  it('its video may be made private and public again', () =>
    atEachRequest(
      10,
      async () => {
        await makePrivate()
        await media().updateOne({ _id: video()._id }, { $set: { visibility: 'public' } })
        await moved()
      },
      async () => void (await expectFrame('public')),
    ))

  it('another may come first, and stays', async () => {
    await capture()
    const { folder, files } = video()
    const other = { role: 'thumbnail' as const, name: `frame-${'0'.repeat(32)}.jpg`, content_type: 'image/jpeg', width: 640, height: 360 }
    await pausing(
      5,
      async () => {
        await put([`${folder}/${other.name}`])
        await media().updateOne({ _id: video()._id }, { $set: { thumbnail_source: 'frame', files: [...files.slice(0, 1), other] } })
      },
      () => tell('COMPLETE'),
    )
    await takeIt()
    expect(await expectFrame()).toBe(`${folder}/${other.name}`)
  })

  it('its video may be deleted', () => atEachRequest(10, deleteIt, async () => expect(await stored()).toEqual([])))
})

describe('while its video is moved', () => {
  it('a frame waits, and comes to where the video is then', async () => {
    // Two copies, two lists, two deletions.
    for (let at = 0; at < 6; at += 1) {
      await begin()
      await capture()
      await media().updateOne({ _id: video()._id }, { $set: { visibility: 'private' } })
      await pausing(at, () => tell('COMPLETE'), moved)
      await takeIt()
      await expectFrame('private')
    }
  })

  it('a frame that was being taken when it began waits too', async () => {
    await capture()
    const begun = () => media().updateOne({ _id: video()._id }, { $set: { moving_to: 'private/x/y' } })
    let again: Message[] = []
    // A list, the head and three reads come before the frame is stored.
    await pausing(5, begun, async () => {
      again = await tell('COMPLETE')
    })
    expect(again).toHaveLength(1)
    expect(await now()).toMatchObject({ thumbnail_source: 'placeholder' })
    await moved()
    await takeIt()
    await expectFrame('public')
  })

  it('a frame that is taken at the same time is where the video is', async () => {
    for (let round = 0; round < 10; round += 1) {
      await begin()
      await capture()
      await Promise.all([makePrivate(), tell('COMPLETE'), tell('COMPLETE')])
      await takeIt()
      await expectFrame('private')
    }
  })

  it('a frame that was taken before it began is moved too', async () => {
    await capture()
    await takeIt()
    await makePrivate()
    await expectFrame('private')
  })

  it('a move that is taken back does not keep the frame away', async () => {
    await capture()
    await media().updateOne({ _id: video()._id }, { $set: { visibility: 'private' } })
    const takenBack = async () => {
      await media().updateOne({ _id: video()._id }, { $set: { visibility: 'public' } })
      await moved()
      await takeIt()
    }
    await pausing(1, takenBack, moved)
    await moved()
    await expectFrame('public')
  })
})

it('what is captured of a video that was deleted is in the record of its deletion', async () => {
  const deletions = functions().database.collection<MediaDocument>(MediaDeletions.name)
  await deleteIt()
  await capture()
  await takeIt()
  expect(await stored()).toEqual([])
  expect(await now()).toBeNull()
  const { still } = captureKeys(orderFor(video()))
  expect(await deletions.findOne({ _id: video()._id })).toMatchObject({ keys: expect.arrayContaining([still]) })
})

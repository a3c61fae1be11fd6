import { ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { videoFrameWanted } from '../../../functions/media/contract.ts'
import { Media, type MediaDocument } from '../../../functions/media/model.ts'
import { handler as requestVideoFrame } from '../../../functions/media/request-video-frame.ts'
import { runInEnvironment } from '../../../shared/runtime/environment.ts'
import type { Json } from '../../support/actor.ts'
import { useFunctions } from '../../support/functions.ts'
import { deliver, messageOf } from '../../support/messages.ts'
import { useMediaConvert } from './mediaconvert-service.ts'
import { readyVideo } from './stored-videos.ts'

const queue = 'arn:aws:mediaconvert:local:000000000000:queues/atrium-video-frames'
const role = 'arn:aws:iam::000000000000:role/atrium-video-frames-local'
const functions = useFunctions([Media], {
  VIDEO_FRAMES: 'mediaconvert',
  MEDIA_BUCKET: 'media',
  VIDEO_FRAMES_QUEUE: queue,
  VIDEO_FRAMES_ROLE: role,
})
const { asked, jobs, refuse } = useMediaConvert()

const media = () => functions().database.collection<MediaDocument>(Media.name)
const wanted = ({ _id }: MediaDocument) => messageOf(videoFrameWanted({ media_id: _id }))
const ask = (...messages: ReturnType<typeof messageOf>[]) => deliver(functions(), requestVideoFrame, messages)

async function stored(changes: Partial<MediaDocument> = {}): Promise<MediaDocument> {
  const video = readyVideo(changes)
  await media().insertOne(video)
  return video
}

async function jobFor(changes: Partial<MediaDocument>): Promise<Json> {
  expect(await ask(wanted(await stored(changes)))).toEqual([])
  return asked()[0]?.body
}

it('a job captures one frame, a second from the beginning, into a folder of its own', async () => {
  const video = await stored()
  const id = video._id.toHexString()
  expect(await ask(wanted(video))).toEqual([])
  const [call] = asked()
  expect(call).toMatchObject({ method: 'POST', path: '/2017-08-29/jobs' })
  const token: string = call?.body.clientRequestToken
  expect(token).toMatch(/^[0-9a-f]{64}$/)
  const file = (destination: string) => ({
    type: 'FILE_GROUP_SETTINGS',
    fileGroupSettings: { destination: `s3://media/captures/${id}/${token}/${destination}` },
  })
  expect(call?.body).toEqual({
    clientRequestToken: token,
    queue,
    role,
    userMetadata: { media_id: id, etag: video.upload.etag, folder: video.folder },
    settings: {
      inputs: [
        {
          fileInput: `s3://media/${video.folder}/original.mp4`,
          timecodeSource: 'ZEROBASED',
          videoSelector: { rotate: 'AUTO' },
          inputClippings: [{ startTimecode: '00:00:01:00', endTimecode: '00:00:02:00' }],
        },
      ],
      outputGroups: [
        {
          outputGroupSettings: file('still'),
          outputs: [
            {
              containerSettings: { container: 'RAW' },
              videoDescription: {
                width: 640,
                codecSettings: {
                  codec: 'FRAME_CAPTURE',
                  frameCaptureSettings: { framerateNumerator: 1, framerateDenominator: 1, maxCaptures: 1, quality: 80 },
                },
              },
            },
          ],
        },
        {
          outputGroupSettings: file('sidecar'),
          outputs: [
            {
              containerSettings: { container: 'MP4' },
              videoDescription: {
                width: 128,
                height: 96,
                scalingBehavior: 'STRETCH_TO_OUTPUT',
                codecSettings: {
                  codec: 'H_264',
                  h264Settings: { rateControlMode: 'QVBR', maxBitrate: 100_000, qualityTuningLevel: 'SINGLE_PASS' },
                },
              },
            },
          ],
        },
      ],
    },
  })
})

it('a video of less than three seconds is taken from its beginning, and one that lies on no side as it is', async () => {
  const name = 'original.webm'
  const files = readyVideo().files.map((file) => (file.role === 'original' ? { ...file, name } : file))
  const { settings } = await jobFor({ duration: 2.9, width: 321, files })
  expect(settings.inputs[0]).not.toHaveProperty('inputClippings')
  expect(settings.inputs[0].videoSelector).toEqual({ rotate: 'DEGREE_0' })
  expect(settings.outputGroups[0].outputs[0].videoDescription.width).toBe(320)
})

it('no capture is narrower than MediaConvert makes one', async () => {
  const { settings } = await jobFor({ width: 3 })
  expect(settings.outputGroups[0].outputs[0].videoDescription.width).toBe(32)
})

describe('a video is asked for once', () => {
  it('when it is told of again', async () => {
    const video = await stored()
    const message = wanted(video)
    await ask(message)
    expect(await ask(message, message)).toEqual([])
    expect(asked()).toHaveLength(1)
    expect(await media().findOne({ _id: video._id })).toMatchObject({ frame_asked_in: video.folder })
  })

  it('when a crash came before it was noted', async () => {
    const video = await stored()
    await ask(wanted(video))
    await media().updateOne({ _id: video._id }, { $unset: { frame_asked_in: '' } })
    expect(await ask(wanted(video))).toEqual([])
    const [first, second] = asked().map(({ body }) => body.clientRequestToken)
    expect(second).toBe(first)
    expect(jobs.size).toBe(1)
  })

  it('when the same is asked at the same moment', async () => {
    const video = await stored()
    refuse({ status: 409, type: 'ConflictException' })
    expect(await ask(wanted(video))).toEqual([])
    expect(asked()).toHaveLength(1)
    expect(await media().findOne({ _id: video._id })).toMatchObject({ frame_asked_in: video.folder })
  })
})

it('each video, each upload and each place has a token of its own', async () => {
  const _id = new ObjectId()
  const one = readyVideo({ _id })
  const others = [readyVideo(), { ...one, upload: { ...one.upload, etag: 'other' } }, { ...one, folder: 'public/x/second' }]
  for (const video of [one, ...others]) {
    await media().deleteOne({ _id: video._id })
    await media().insertOne(video)
    await ask(wanted(video))
  }
  expect(jobs.size).toBe(4)
})

it.each([
  ['too many calls', { status: 429, type: 'TooManyRequestsException' }],
  ['a fault of its own', { status: 500, type: 'InternalServerErrorException' }],
  ['settings that it does not take', { status: 400, type: 'BadRequestException' }],
  ['a broken connection', 'hang up'],
] as const)('after %s the message comes again, and then it is asked', async (_, refusal) => {
  const video = await stored()
  const message = wanted(video)
  refuse(refusal, refusal)
  expect(await ask(message)).toEqual([message])
  expect(await media().findOne({ _id: video._id })).not.toHaveProperty('frame_asked_in')
  refuse()
  expect(await ask(message)).toEqual([])
  expect(jobs.size).toBe(1)
})

it.each<[what: string, changes: Partial<MediaDocument>]>([
  ['a sound', { type: 'audio', content_type: 'audio/mp4' }],
  ['a video that is not ready', { status: 'processing' }],
  ['one that has its frame', { thumbnail_source: 'frame' }],
  ['one that is on its way to another folder', { moving_to: 'private/x/y' }],
  ['one that will be on its way', { visibility: 'private' }],
])('%s is not asked for', async (_, changes) => {
  expect(await ask(wanted(await stored(changes)), wanted(readyVideo()))).toEqual([])
  expect(asked()).toEqual([])
})

it('nobody is asked where the deployment has nobody to ask', async () => {
  const video = await stored()
  const alone = { run: <Result>(work: () => Result) => runInEnvironment({ ...functions().environment, VIDEO_FRAMES: 'embedded' }, work) }
  expect(await deliver(alone, requestVideoFrame, [wanted(video)])).toEqual([])
  expect(asked()).toEqual([])
  expect(await media().findOne({ _id: video._id })).toEqual(video)
})

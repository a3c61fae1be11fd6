import { captureFolder, type FrameOrder, orderAsText } from '../../../functions/media/frame-order.ts'
import type { MediaDocument } from '../../../functions/media/model.ts'
import type { Message } from '../../support/messages.ts'

/** What is asked for a frame of this video. */
export function orderFor({ _id, upload, folder }: MediaDocument): FrameOrder {
  return { media_id: _id, etag: upload.etag ?? '', folder: folder ?? '' }
}

/** What MediaConvert writes for an order: its capture, and what it makes beside it. */
export function captureKeys(order: FrameOrder): { readonly still: string; readonly sidecar: string } {
  return { still: `${captureFolder(order)}/still.0000000.jpg`, sidecar: `${captureFolder(order)}/sidecar.mp4` }
}

/** An event of EventBridge: the job for this order has ended. */
export function jobEnd(order: FrameOrder, status: 'COMPLETE' | 'ERROR', queue = 'arn:aws:mediaconvert:local:000000000000:queues/atrium-video-frames') {
  const { still, sidecar } = captureKeys(order)
  const outputs = [still, sidecar].map((key) => ({ outputDetails: [{ outputFilePaths: [`s3://media/${key}`] }], type: 'FILE_GROUP' }))
  return {
    version: '0',
    id: '1234abcd-12ab-34cd-56ef-1234567890ab',
    'detail-type': 'MediaConvert Job State Change',
    source: 'aws.mediaconvert',
    account: '000000000000',
    region: 'local',
    detail: {
      jobId: '1671476818694-phptj0',
      queue,
      status,
      userMetadata: orderAsText(order),
      ...(status === 'COMPLETE' ? { outputGroupDetails: outputs } : { errorCode: 1404, errorMessage: 'Unable to open input file' }),
    },
  }
}

/** The same as a message. */
export function jobEndMessage(order: FrameOrder, status: 'COMPLETE' | 'ERROR'): Message {
  return { id: 'notice', body: JSON.stringify(jobEnd(order, status)) }
}

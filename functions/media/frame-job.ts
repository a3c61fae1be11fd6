import type { CreateJobCommandInput, Input, OutputGroup } from '@aws-sdk/client-mediaconvert'
import { captureFolder, orderAsText, orderName, type StoredVideo } from './frame-order.ts'
import { thumbnailWidth } from './types.ts'

const leastWidth = 32

export interface Workplace {
  readonly bucket: string
  /** ARNs. */
  readonly queue: string
  readonly role: string
}

/**
 * The job that captures one frame of a video, a second from its beginning. MediaConvert takes none that captures frames
 * alone (its guide, "File group with a frame capture output"), so that a second of the smallest video is made beside it.
 */
export function frameJob(video: StoredVideo, { bucket, queue, role }: Workplace): CreateJobCommandInput {
  const destination = `s3://${bucket}/${captureFolder(video)}`
  return {
    // Asked again within a minute of the first time, it answers with the job that there is.
    ClientRequestToken: orderName(video),
    Queue: queue,
    Role: role,
    UserMetadata: orderAsText(video),
    Settings: { Inputs: [inputOf(video, bucket)], OutputGroups: [capture(`${destination}/still`, video), sidecar(`${destination}/sidecar`)] },
  }
}

// Of what is surely long enough its second second, with the frame after it; else all of it.
function inputOf({ folder, name, duration }: StoredVideo, bucket: string): Input {
  return {
    FileInput: `s3://${bucket}/${folder}/${name}`,
    TimecodeSource: 'ZEROBASED',
    // Others say in no way that they lie on their side.
    VideoSelector: { Rotate: /\.(?:mp4|mov)$/.test(name) ? 'AUTO' : 'DEGREE_0' },
    ...(duration >= 3 && { InputClippings: [{ StartTimecode: '00:00:01:00', EndTimecode: '00:00:02:00' }] }),
  }
}

function capture(destination: string, { width }: StoredVideo): OutputGroup {
  return {
    OutputGroupSettings: { Type: 'FILE_GROUP_SETTINGS', FileGroupSettings: { Destination: destination } },
    Outputs: [
      {
        ContainerSettings: { Container: 'RAW' },
        VideoDescription: {
          // Even, as encoders want it. The height follows.
          Width: Math.max(leastWidth, 2 * Math.floor(Math.min(width, thumbnailWidth) / 2)),
          CodecSettings: {
            Codec: 'FRAME_CAPTURE',
            FrameCaptureSettings: { FramerateNumerator: 1, FramerateDenominator: 1, MaxCaptures: 1, Quality: 80 },
          },
        },
      },
    ],
  }
}

// Nobody looks at it, so that it may be of any shape.
function sidecar(destination: string): OutputGroup {
  return {
    OutputGroupSettings: { Type: 'FILE_GROUP_SETTINGS', FileGroupSettings: { Destination: destination } },
    Outputs: [
      {
        ContainerSettings: { Container: 'MP4' },
        VideoDescription: {
          Width: 128,
          Height: 96,
          ScalingBehavior: 'STRETCH_TO_OUTPUT',
          CodecSettings: {
            Codec: 'H_264',
            H264Settings: { RateControlMode: 'QVBR', MaxBitrate: 100_000, QualityTuningLevel: 'SINGLE_PASS' },
          },
        },
      },
    ],
  }
}

import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  type MetadataTags,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
} from 'mediabunny'
import { bytesOf, type Bytes } from './pictures.ts'

const seconds = 2
const frame = 0.1

/** A video of two seconds whose pictures nobody could decode: a container with one track and its tags. */
export async function video(format: OutputFormat = new Mp4OutputFormat(), tags: MetadataTags = {}): Promise<Bytes> {
  const output = new Output({ format, target: new BufferTarget() })
  const source = new EncodedVideoPacketSource('vp9')
  output.addVideoTrack(source, { frameRate: 10 })
  output.setMetadataTags(tags)
  await output.start()
  const decoderConfig = { codec: 'vp09.00.10.08', codedWidth: 320, codedHeight: 180 }
  for (let time = 0; time < seconds; time += frame) {
    await source.add(new EncodedPacket(new Uint8Array(64), 'key', time, frame), { decoderConfig })
  }
  await output.finalize()
  return bytesOf(new Uint8Array(output.target.buffer ?? new ArrayBuffer(0)))
}

/** A sound of two seconds. */
export async function sound(format: OutputFormat, codec: 'opus' | 'pcm-s16' = 'opus', tags: MetadataTags = {}): Promise<Bytes> {
  const output = new Output({ format, target: new BufferTarget() })
  const source = new EncodedAudioPacketSource(codec)
  output.addAudioTrack(source)
  output.setMetadataTags(tags)
  await output.start()
  const decoderConfig = { codec, numberOfChannels: 1, sampleRate: 48_000, ...(codec === 'opus' && { description: opusHead }) }
  const length = codec === 'opus' ? 0.02 : 0.1
  const packet = codec === 'opus' ? new Uint8Array([0x08, ...new Uint8Array(39)]) : new Uint8Array(9600)
  for (let time = 0; time < seconds - length / 2; time += length) {
    await source.add(new EncodedPacket(packet, 'key', time, length), { decoderConfig })
  }
  await output.finalize()
  return bytesOf(new Uint8Array(output.target.buffer ?? new ArrayBuffer(0)))
}

const opusHead = new Uint8Array(bytesOf('OpusHead', new Uint8Array([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])))

/** An MP3 of so many silent frames at 128 kbit/s and 44.1 kHz, 26 ms each. */
export function mp3(frames: number): Bytes {
  const frame = bytesOf(new Uint8Array([0xff, 0xfb, 0x90, 0x64]), new Uint8Array(413))
  return bytesOf(...Array.from({ length: frames }, () => frame))
}

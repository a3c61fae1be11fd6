import { MovOutputFormat, Mp4OutputFormat, OggOutputFormat, WavOutputFormat, WebMOutputFormat } from 'mediabunny'
import { bytesOf, gradient } from './pictures.ts'
import { type Hostile, html, zip } from './disguises.ts'
import { mp3, sound, video } from './recordings.ts'

/** Videos and sounds that are not what they say, or more than they say. */
export async function hostileRecordings(): Promise<Hostile[]> {
  const jpeg = bytesOf(await gradient(60, 40).jpeg().toBuffer())
  const [mp4, webm, mov] = [await video(), await video(new WebMOutputFormat()), await video(new MovOutputFormat())]
  const [m4a, ogg, wav] = [await sound(new Mp4OutputFormat()), await sound(new OggOutputFormat()), await sound(new WavOutputFormat(), 'pcm-s16')]
  return [
    ['a video as a picture', 'image/jpeg', mp4, 'type_mismatch'],
    ['a picture as a video', 'video/mp4', jpeg, 'type_mismatch'],
    ['a picture as a sound', 'audio/mpeg', jpeg, 'type_mismatch'],
    ['a page as a video', 'video/webm', bytesOf(html), 'type_mismatch'],
    ['an archive as a sound', 'audio/ogg', zip, 'type_mismatch'],
    ['MP4 as WebM', 'video/webm', mp4, 'type_mismatch'],
    ['WebM as MP4', 'video/mp4', webm, 'type_mismatch'],
    ['Matroska as WebM', 'video/webm', bytesOf('\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska', new Uint8Array(60)), 'type_mismatch'],
    ['WAV as MP3', 'audio/mpeg', wav, 'type_mismatch'],
    ['MP3 as OGG', 'audio/ogg', mp3(20), 'type_mismatch'],
    ['WebP as WAV', 'audio/wav', bytesOf(await gradient(20, 20).webp().toBuffer()), 'type_mismatch'],
    ['a sound as a video', 'video/mp4', m4a, 'no_video_track'],
    ['a sound as a video of QuickTime', 'video/quicktime', m4a, 'no_video_track'],
    ['a silent video as a sound', 'audio/mp4', mp4, 'no_audio_track'],
    ['a video with an archive behind it', 'video/mp4', bytesOf(mp4, zip), 'polyglot'],
    ['a video of QuickTime with an archive behind it', 'video/quicktime', bytesOf(mov, zip), 'polyglot'],
    ['WebM with an archive behind it', 'video/webm', bytesOf(webm, zip), 'polyglot'],
    ['MP3 with an archive behind it', 'audio/mpeg', bytesOf(mp3(20), zip), 'polyglot'],
    ['WAV with an archive behind it', 'audio/wav', bytesOf(wav, zip), 'polyglot'],
    ['OGG with an archive behind it', 'audio/ogg', bytesOf(ogg, zip), 'polyglot'],
    ['the beginning of a video', 'video/mp4', mp4.slice(0, 40), 'unreadable'],
    ['half a video', 'video/mp4', mp4.slice(0, mp4.length / 2), 'unreadable'],
    ['a video that lacks its last byte', 'video/mp4', mp4.slice(0, -1), 'unreadable'],
    ['half a video of QuickTime', 'video/quicktime', mov.slice(0, mov.length / 2), 'unreadable'],
    ['half of WebM', 'video/webm', webm.slice(0, webm.length / 2), 'unreadable'],
    ['half an M4A', 'audio/mp4', m4a.slice(0, m4a.length / 2), 'unreadable'],
    ['half a WAV', 'audio/wav', wav.slice(0, wav.length / 2), 'unreadable'],
    ['the beginning of WebM', 'video/webm', webm.slice(0, 40), 'unreadable'],
    ['the beginning of an M4A', 'audio/x-m4a', m4a.slice(0, 40), 'unreadable'],
    ['the beginning of OGG', 'audio/ogg', ogg.slice(0, 20), 'no_audio_track'],
    ['the beginning of WAV', 'audio/wav', wav.slice(0, 20), 'unreadable'],
    ['MP3 of nothing but its tag', 'audio/mpeg', bytesOf('ID3\x04\0\0\0\0\0\0'), 'unreadable'],
    ['noise as a video', 'video/mp4', bytesOf('\0\0\0\x18ftypisom', new Uint8Array(500).fill(7)), 'unreadable'],
    ['noise as a sound', 'audio/ogg', bytesOf('OggS', new Uint8Array(500).fill(7)), 'no_audio_track'],
  ]
}

import * as z from 'zod'
import { configuration } from '../runtime/environment.ts'

/** Where media are kept, and where the public ones are served. */
export const mediaSettings = configuration({ MEDIA_BUCKET: z.string().min(1), MEDIA_URL: z.url() })

/** Where uploads arrive. Nothing under it is ever served. */
export const quarantine = 'quarantine/'

/** Where frames of videos arrive that somebody was asked for. Nothing under it is ever served. */
export const captures = 'captures/'

/** The lasting address of an object under `public/`. */
export function publicAddress(key: string): string {
  return `${mediaSettings().MEDIA_URL.replace(/\/$/, '')}/${key}`
}

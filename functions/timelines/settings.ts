import * as z from 'zod'
import { configuration } from '../../shared/runtime/environment.ts'

const wholeNumber = z.coerce.number().int().positive()

export const timelineSettings = configuration({
  /** Followers from which an author's posts are merged when a timeline is read. */
  TIMELINE_FANOUT_LIMIT: wholeNumber,
  /** Days without any activity after which a timeline is dropped. */
  TIMELINE_IDLE_DAYS: wholeNumber,
  /** How many of the newest entries a timeline keeps. */
  TIMELINE_LENGTH: wholeNumber,
})

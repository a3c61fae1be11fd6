import { http } from '../../shared/runtime/http.ts'
import { scannedPage } from '../../shared/store/page.ts'
import { newestFirst } from '../posts/public.ts'
import { getTimeline } from './contract.ts'
import { readPage } from './reading.ts'
import { openTimeline } from './open-timeline.ts'

/** The caller's home timeline, from what is written down and, where that may lack something, from what people have published. */
export const handler = http(getTimeline, async ({ user, db, now, newId, list }) => {
  const sources = await openTimeline(db, { _id: newId(), user_id: user.id }, now)
  return scannedPage(list, newestFirst, (position) => readPage({ db, user, now, sources }, position, list.limit))
})

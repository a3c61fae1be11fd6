import { schedule } from '../../shared/runtime/schedule.ts'
import { removeUnusedMedia } from './contract.ts'
import { deleteUnused } from './deletion.ts'
import { Media } from './model.ts'

const dayMs = 24 * 3_600_000
const pageSize = 200
const pagesPerRun = 50

/** Deletes what nothing has carried for a day, page by page; what is over at the end is the next run's. */
export const handler = schedule(removeUnusedMedia, async ({ db, now, flush }) => {
  const until = new Date(now.getTime() - dayMs)
  let media_deleted = 0
  for (let page = 0; page < pagesPerRun; page += 1) {
    const unused = await db.find(Media, { uses: 0, unused_since: { $lt: until } }, { sort: { unused_since: 1, _id: 1 }, limit: pageSize })
    let deleted = 0
    for (const medium of unused) if (await deleteUnused(db, medium)) deleted += 1
    media_deleted += deleted
    await flush()
    // A page of which nothing could be deleted would come again.
    if (unused.length < pageSize || deleted === 0) break
  }
  return { media_deleted }
})

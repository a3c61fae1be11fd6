import { eachEvent } from '../../shared/runtime/worker.ts'
import { removeStatistics } from './contract.ts'
import { idsOfDays } from './days.ts'
import { subjectKey } from './gather.ts'
import { DailyCounts, DailyReferrers } from './model.ts'

/** Removes what was kept of a subject alone. None of it comes again, because nothing is counted for what is gone. */
export const handler = eachEvent(removeStatistics, async ({ event, db }) => {
  const key = event.type === 'post.deleted' ? subjectKey('posts', event.data.post_id) : subjectKey('articles', event.data.article_id)
  const ofSubject = { _id: idsOfDays(key) }
  await db.removeMany(DailyCounts, ofSubject)
  await db.removeMany(DailyReferrers, ofSubject)
})

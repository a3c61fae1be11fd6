import { eachEvent } from '../../shared/runtime/worker.ts'
import { removeArticleTraces } from './contract.ts'
import { Revisions, Slugs } from './model.ts'

/** Removes what a deleted article leaves. Doing it again removes nothing more. */
export const handler = eachEvent(removeArticleTraces, async ({ event: { data }, db }) => {
  await db.removeMany(Revisions, { article_id: data.article_id })
  await db.removeMany(Slugs, { owner_id: data.article_id })
})

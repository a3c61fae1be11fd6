import { describeError, logger } from '../../shared/runtime/logger.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import type { Db } from '../../shared/store/database.ts'
import { isUnavailable } from '../../shared/store/faults.ts'
import { articlePublicationFailed, publishScheduledArticles } from './contract.ts'
import { asRead } from './find-article.ts'
import { type ArticleDocument, Articles, type RevisionDocument, Revisions, revisionKey } from './model.ts'
import { publish } from './publication.ts'
import { claimSlug } from './slugs.ts'
import { derived, writingOf } from './writing.ts'

const pageSize = 50
const pagesPerRun = 40

/** Publishes what is due, page by page; a run that ends in the middle leaves the rest to the next one. */
export const handler = schedule(publishScheduledArticles, async ({ db, now, flush }) => {
  const counts = { published: 0, failed: 0, overtaken: 0 }
  for (let page = 0; page < pagesPerRun; page += 1) {
    const due = await db.find(
      Articles,
      { status: 'scheduled', scheduled_at: { $lte: now } },
      { sort: { scheduled_at: 1, _id: 1 }, limit: pageSize },
    )
    if (due.length === 0) break
    const frozen = await frozenRevisions(db, due)
    for (const article of due) counts[await publishFrozen(db, article, frozen.get(keyOf(article)), now)] += 1
    await flush()
  }
  return counts
})

async function frozenRevisions(db: Db, due: readonly ArticleDocument[]): Promise<Map<string, RevisionDocument>> {
  const revisions = await db.find(Revisions, { _id: { $in: due.map(keyOf) } })
  return new Map(revisions.map((revision) => [revision._id, revision]))
}

function keyOf({ _id, scheduled_revision }: ArticleDocument): string {
  return revisionKey(_id, scheduled_revision ?? 0)
}

/** Publishes one article, or makes it a draft again and tells its author. */
async function publishFrozen(
  db: Db,
  article: ArticleDocument,
  revision: RevisionDocument | undefined,
  now: Date,
): Promise<'published' | 'failed' | 'overtaken'> {
  try {
    if (!revision) throw new Error('The scheduled revision is not there')
    const published = await publish(db, article, now, await frozenText(db, article, revision))
    // Overtaken by its author, it is found again as they left it, if it is still due.
    return published ? 'published' : 'overtaken'
  } catch (error) {
    // The next run tries again: nothing is wrong with the article.
    if (isUnavailable(error)) throw error
    logger.error('publication.failed', { article_id: article._id.toHexString(), error: describeError(error) })
    await returnToDraft(db, article, now)
    return 'failed'
  }
}

async function frozenText(db: Db, article: ArticleDocument, revision: RevisionDocument): Promise<Partial<ArticleDocument>> {
  if (revision.number === article.revision) return {}
  const writing = writingOf(revision)
  const slug = await claimSlug(db, 'articles', writing.title, article._id)
  return { ...writing, ...(await derived(writing, article)), slug, revision: revision.number }
}

async function returnToDraft(db: Db, article: ArticleDocument, now: Date): Promise<void> {
  const { _id: article_id, author_id, title, scheduled_at } = article
  const change = { status: 'draft' as const, scheduled_at: null, scheduled_revision: null, updated_at: now }
  const failed = articlePublicationFailed({ article_id, author_id, title, scheduled_at: scheduled_at ?? now })
  await db.update(Articles, asRead(article), change, { emit: [failed] })
}

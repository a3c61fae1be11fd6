import { publishDue } from '../../shared/publication/publish-due.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import type { Db } from '../../shared/store/database.ts'
import { publishScheduledArticles } from './contract.ts'
import { type ArticleDocument, Articles, type RevisionDocument, Revisions, revisionKey } from './model.ts'
import { publish, returnToDraft } from './publication.ts'
import { claimSlug } from './slugs.ts'
import { derived, writingOf } from './writing.ts'

/** Publishes the frozen revisions of the articles that are due. */
export const handler = schedule(publishScheduledArticles, (context) => {
  const { db, now } = context
  return publishDue(context, {
    of: Articles,
    prepare: async (due) => {
      const frozen = await frozenRevisions(db, due.filter(({ revision, scheduled_revision }) => revision !== scheduled_revision))
      return async (article) => publish(db, article, now, await frozenText(db, article, frozen))
    },
    returnToDraft: (article) => returnToDraft(db, article, now),
  })
})

async function frozenRevisions(db: Db, due: readonly ArticleDocument[]): Promise<Map<string, RevisionDocument>> {
  const revisions = await db.find(Revisions, { _id: { $in: due.map(keyOf) } })
  return new Map(revisions.map((revision) => [revision._id, revision]))
}

function keyOf({ _id, scheduled_revision }: ArticleDocument): string {
  return revisionKey(_id, scheduled_revision ?? 0)
}

/** What is to be shown where it is not what the article says now. */
async function frozenText(db: Db, article: ArticleDocument, frozen: ReadonlyMap<string, RevisionDocument>): Promise<Partial<ArticleDocument>> {
  if (article.scheduled_revision === article.revision) return {}
  const revision = frozen.get(keyOf(article))
  if (!revision) throw new Error('The scheduled revision is not there')
  const writing = writingOf(revision)
  const slug = await claimSlug(db, 'articles', writing.title, article._id)
  return { ...writing, ...(await derived(writing, article)), slug, revision: revision.number }
}

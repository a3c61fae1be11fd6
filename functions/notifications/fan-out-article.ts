import type { Delivered } from '../../shared/contract/event.ts'
import { type BatchContext, eventBatch } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { followersOf, mutersOf } from '../graph/public.ts'
import { loadWideAudience, wantsAny } from './audience.ts'
import { wantsMore } from './channels.ts'
import { articleFanOutContinued, fanOutArticle, followersTold } from './contract.ts'
import { claimInbox, fannedOut } from './inbox.ts'
import { type Entry, NotificationEntries, withdrawalKey, Withdrawals } from './model.ts'

const pageSize = 2000

type Context = BatchContext<typeof fanOutArticle>
type Publication = Pick<Delivered<typeof articleFanOutContinued>['data'], 'article_id' | 'author_id' | 'published_at'> & {
  readonly after?: Delivered<typeof articleFanOutContinued>['data']['after']
}

/**
 * Tells one page of an author's followers of a new article, and comes back for the next. A page and the event of the next
 * one commit together with the id of their own event, so that nobody is missed or told twice, whatever breaks off or
 * arrives again. Who follows later than the publication is not told.
 */
export const handler = eventBatch(fanOutArticle, async (context) => {
  for (const event of context.events) {
    const { article_id, author_id } = event.data
    if (event.type === 'article-fan-out.continued') await tellPage(context, event.data)
    else if (event.data.is_first) await tellPage(context, { article_id, author_id, published_at: event.at })
  }
})

async function tellPage({ db, now, newId }: Context, publication: Publication): Promise<void> {
  const { article_id, author_id, published_at, after } = publication
  if (await isTakenBack(db, publication)) return
  const followers = await followersOf(db, author_id, { until: published_at, after }, pageSize)
  const ids = followers.map(({ follower_id }) => follower_id)
  const channelsOf = await loadWideAudience(db, ids, fannedOut)
  const muters = await mutersOf(db, author_id, ids, now)
  const told = ids.filter((id) => !muters.has(id.toHexString()) && wantsAny(channelsOf(id)))

  const subject = { subject_type: 'articles', subject_id: article_id, root_type: 'articles', root_id: article_id }
  const actors = [{ user_id: author_id, at: published_at, post_id: null, comment_id: null }]
  const unread = { is_read: false, read_at: null, created_at: now, updated_at: now }
  const entryFor = (recipient_id: Entry['recipient_id']): Entry => {
    const about = { type: fannedOut, ...subject, notice: null, is_listed: channelsOf(recipient_id).in_app } as const
    return { _id: newId(), recipient_id, ...about, actors, actors_count: 1, ...unread }
  }
  const entries = told.map(entryFor)
  await db.bulk(NotificationEntries, entries.map((document) => ({ insertOne: { document } })))
  const wanting = told.filter((id) => wantsMore(channelsOf(id)))
  const last = followers.length === pageSize ? followers.at(-1) : undefined
  await db.emit([
    ...(wanting.length > 0 ? [followersTold({ article_id, recipient_ids: wanting })] : []),
    ...(last ? [articleFanOutContinued({ article_id, author_id, published_at, after: { at: last.at, follow_id: last._id } })] : []),
  ])
}

/**
 * Whether the article was unpublished or deleted. The author's inbox is claimed, as it is when that happens: a page and
 * the removal of what was told never run past each other.
 */
async function isTakenBack(db: Db, { article_id, author_id }: Publication): Promise<boolean> {
  await claimInbox(db, author_id)
  const withdrawn = [withdrawalKey('articles', article_id), withdrawalKey('publications', article_id)]
  return (await db.find(Withdrawals, { _id: { $in: withdrawn } }, { limit: 1 })).length > 0
}

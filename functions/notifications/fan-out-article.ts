import type { ObjectId } from 'mongodb'
import type { Delivered } from '../../shared/contract/event.ts'
import { type BatchContext, eventBatch } from '../../shared/runtime/worker.ts'
import type { Db } from '../../shared/store/database.ts'
import { followersOf, mutersOf, partFollowers } from '../graph/public.ts'
import { loadWideAudience, wantsAny } from './audience.ts'
import { wantsMore } from './channels.ts'
import { articleFanOutContinued, fanOutArticle, followersTold } from './contract.ts'
import { fannedOut } from './inbox.ts'
import { claimLane, lanes } from './lanes.ts'
import { type Entry, NotificationEntries, withdrawalKey, Withdrawals } from './model.ts'

const pageSize = 2000

type Context = BatchContext<typeof fanOutArticle>
type Continued = Delivered<typeof articleFanOutContinued>['data']
type Span = Continued['span']
type Page = Omit<Continued, 'span'> & { readonly span: Omit<Span, 'after'> & { readonly after: Span['after'] | null } }
type Follow = Awaited<ReturnType<typeof followersOf>>[number]

/**
 * Tells one page of an author's followers of a new article. The first page parts those who are left, and each part comes
 * back for its next page, beside the others. A page and the events of what follows commit together with the id of their own
 * event, so that nobody is missed or told twice, whatever breaks off or arrives again. Who follows later than the
 * publication is not told, nor who ends following or mutes before their page is read.
 */
export const handler = eventBatch(fanOutArticle, async (context) => {
  for (const event of context.events) {
    const { article_id, author_id } = event.data
    const span = { until: event.at, since: null, after: null }
    if (event.type === 'article-fan-out.continued') await tellPage(context, event.data)
    else if (event.data.is_first) await tellPage(context, { article_id, author_id, published_at: event.at, part: 0, span })
  }
})

async function tellPage(context: Context, page: Page): Promise<void> {
  const { db, now } = context
  const { article_id, author_id, published_at, part } = page
  if (await isTakenBack(db, article_id)) return
  const followers = await followersOf(db, author_id, page.span, pageSize)
  const wanting = await openEntries(context, page, followers)
  const spans = await spansBehind(db, page, followers)
  await db.emit([
    ...(wanting.length > 0 ? [followersTold({ article_id, recipient_ids: wanting })] : []),
    ...spans.map((span, index) => articleFanOutContinued({ article_id, author_id, published_at, part: part + index, span })),
  ])
  await claimLane(db, author_id, page, now)
}

/** Opens an entry for each of a page that wants one, and returns those who want more than that. */
async function openEntries({ db, now, newId }: Context, page: Page, followers: readonly Follow[]): Promise<ObjectId[]> {
  const { article_id, author_id, published_at } = page
  const ids = followers.map(({ follower_id }) => follower_id)
  const channelsOf = await loadWideAudience(db, ids, fannedOut)
  const muters = await mutersOf(db, author_id, ids, now)
  const told = ids.flatMap((recipient_id) => {
    const hex = recipient_id.toHexString()
    const channels = channelsOf(recipient_id)
    return !muters.has(hex) && wantsAny(channels) ? [{ hex, recipient_id, channels }] : []
  })

  const subject = { subject_type: 'articles', subject_id: article_id, root_type: 'articles', root_id: article_id }
  const actors = [{ user_id: author_id, at: published_at, post_id: null, comment_id: null }]
  const unread = { is_read: false, read_at: null, created_at: now, updated_at: now }
  const entryFor = ({ recipient_id, channels }: (typeof told)[number]): Entry => {
    const about = { type: fannedOut, ...subject, notice: null, is_listed: channels.in_app } as const
    return { _id: newId(), recipient_id, ...about, actors, actors_count: 1, ...unread }
  }
  // In the order of their recipients entries go into the database's indexes side by side.
  const sorted = told.toSorted((one, other) => (one.hex < other.hex ? -1 : 1))
  await db.bulk(NotificationEntries, sorted.map((one) => ({ insertOne: { document: entryFor(one) } })))
  return told.flatMap(({ recipient_id, channels }) => (wantsMore(channels) ? [recipient_id] : []))
}

/** Who is left behind a page: of the first one in parts, of any other the rest of its own part. */
async function spansBehind(db: Db, { author_id, span }: Page, followers: readonly Follow[]): Promise<Span[]> {
  const last = followers.length === pageSize ? followers.at(-1) : undefined
  if (!last) return []
  const rest = { ...span, after: { at: last.at, follow_id: last._id } }
  return span.after ? [rest] : partFollowers(db, author_id, rest, { parts: lanes, least: pageSize })
}

/** Whether the article was unpublished or deleted. Where that happens later, the claim of a lane has the page start again. */
async function isTakenBack(db: Db, article_id: ObjectId): Promise<boolean> {
  const withdrawn = [withdrawalKey('articles', article_id), withdrawalKey('publications', article_id)]
  return (await db.find(Withdrawals, { _id: { $in: withdrawn } }, { limit: 1 })).length > 0
}

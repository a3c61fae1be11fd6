import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { count, id, listQuery, page, queryBoolean, time } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { articleDeleted, articlePublicationFailed, articlePublished, articleUnpublished } from '../articles/contract.ts'
import { commentCreated, commentDeleted, commentEdited, likeCreated, likeRemoved, shareCreated } from '../engagement/contract.ts'
import { blockCreated, followCreated, followRemoved, followRequested, followRequestEnded } from '../graph/contract.ts'
import {
  postDeleted,
  postEdited,
  postPublicationFailed,
  postPublished,
  repostCreated,
  repostRemoved,
} from '../posts/contract.ts'
import { UserSummary } from '../profiles/contract.ts'
import { followersTold, notificationMailsDue, notificationPushesDue } from './channel-contract.ts'

export * from './channel-contract.ts'

/** What people are notified of. */
export const notificationTypes = [
  'follow',
  'follow_request',
  'follow_accepted',
  'like',
  'comment',
  'reply',
  'mention',
  'share',
  'repost',
  'quote',
  'article_published',
  'system',
] as const
export type NotificationType = (typeof notificationTypes)[number]

/** How many of the people behind an entry it names. */
export const namedActors = 5

const type = z.enum(notificationTypes)

const Notification = z
  .object({
    id,
    type,
    recipient_id: id,
    actors: z.array(UserSummary).max(namedActors).describe('The latest who acted, the latest first.'),
    actors_count: count.describe('How many different people acted.'),
    sender_id: id.nullable().describe('The latest who acted; null where the system did.'),
    subject_type: z.string(),
    subject_id: id,
    post_id: id.nullable().describe('The post that the latest act is about.'),
    comment_id: id.nullable().describe('The comment that the latest act is about, or is.'),
    content: z.string().describe('A plain English sentence.'),
    is_read: z.boolean(),
    created_at: time.describe('When the entry was opened; people who join it do not move it.'),
    updated_at: time,
  })
  .meta({ id: 'Notification' })

export const Channels = z.object({ in_app: z.boolean(), push: z.boolean(), email: z.enum(['off', 'instant', 'daily']) })
const ChannelChange = z.strictObject(Channels.partial().shape)

const NotificationPreferences = z.record(type, Channels).meta({ id: 'NotificationPreferences' })

/** Entries that are gone: the acts kept for them are to go too. */
export const notificationsRemoved = event('notifications.removed', { entry_ids: z.array(id) })

/** A thing that entries may be about is gone for good, or what entries of one type say of it holds no longer. */
export const notificationSubjectGone = event('notification-subject.gone', { subject_type: z.string(), subject_id: id, type: type.nullable() })

/** Two people who are parted by a block have more entries from each other than one invocation takes back. */
export const partingContinued = event('parting.continued', { blocker_id: id, blocked_id: id })

/** There are followers left who are to be told of an article: those of a span, behind this one, the latest first. */
export const articleFanOutContinued = event('article-fan-out.continued', {
  article_id: id,
  author_id: id,
  published_at: time,
  /** Counts the spans that are gone through at the same time. */
  part: count,
  span: z.object({ until: time, since: time.nullable(), after: z.object({ at: time, follow_id: id }) }),
})

export const listNotifications = endpoint({
  id: 'list-notifications',
  method: 'GET',
  path: '/v1/notifications',
  summary: 'List one’s notifications, the newest first',
  description:
    'One unread entry per type and subject, however many people acted. Once it is read, the next act opens a new one. Nobody is ' +
    'told twice of one comment: who is answered gets a `reply`, else who is named a `mention`, else whose thing it is a `comment`.',
  auth: 'user',
  query: listQuery({ unread: queryBoolean.optional().describe('`true` leaves only unread ones.'), type: type.optional() }),
  response: { 200: page(Notification) },
})

export const countUnreadNotifications = endpoint({
  id: 'count-unread-notifications',
  method: 'GET',
  path: '/v1/notifications/unread-count',
  summary: 'Count one’s unread notifications',
  auth: 'user',
  response: { 200: z.object({ unread_count: count }) },
})

export const readNotification = endpoint({
  id: 'read-notification',
  method: 'PUT',
  path: '/v1/notifications/{notification_id}/read',
  summary: 'Mark a notification as read',
  auth: 'user',
  response: { 204: null },
  problems: { notification_not_found: 404 },
  transaction: true,
})

export const readNotifications = endpoint({
  id: 'read-notifications',
  method: 'POST',
  path: '/v1/notifications/read',
  summary: 'Mark every notification as read, or those up to one of them',
  auth: 'user',
  body: z.strictObject({
    up_to: id.optional().describe('This one and all that are older. Default: all.'),
    inclusive: z.boolean().default(true).describe('Whether `up_to` itself is meant too.'),
  }),
  response: { 204: null },
  problems: { notification_not_found: 422 },
  transaction: true,
})

export const deleteNotification = endpoint({
  id: 'delete-notification',
  method: 'DELETE',
  path: '/v1/notifications/{notification_id}',
  summary: 'Delete a notification',
  auth: 'user',
  response: { 204: null },
  problems: { notification_not_found: 404 },
  transaction: true,
  emits: [notificationsRemoved],
})

export const getNotificationPreferences = endpoint({
  id: 'get-notification-preferences',
  method: 'GET',
  path: '/v1/me/notification-preferences',
  summary: 'Read what one is notified of, and where',
  auth: 'user',
  response: { 200: NotificationPreferences },
})

export const updateNotificationPreferences = endpoint({
  id: 'update-notification-preferences',
  method: 'PATCH',
  path: '/v1/me/notification-preferences',
  summary: 'Change what one is notified of, channel by channel',
  auth: 'user',
  body: z.partialRecord(type, ChannelChange),
  response: { 200: NotificationPreferences },
})

export const notifyUsers = worker({
  id: 'notify-users',
  summary: 'Groups what people did into the notifications of whom it concerns',
  on: [
    followCreated,
    followRemoved,
    followRequested,
    followRequestEnded,
    likeCreated,
    likeRemoved,
    commentCreated,
    commentEdited,
    commentDeleted,
    shareCreated,
    articlePublicationFailed,
    articleUnpublished,
    articleDeleted,
    postPublished,
    postEdited,
    postPublicationFailed,
    postDeleted,
    repostCreated,
    repostRemoved,
  ],
  emits: [notificationSubjectGone, notificationMailsDue, notificationPushesDue],
  batch: { size: 500, window_seconds: 1 },
  takes_turns: true,
  impact: 'People do not learn that others follow them, or liked, shared or answered what they wrote.',
})

export const fanOutArticle = worker({
  id: 'fan-out-article',
  summary: 'Tells the followers of an author of a new article, page by page',
  on: [articlePublished, articleFanOutContinued],
  emits: [articleFanOutContinued, followersTold],
  batch: { size: 1, window_seconds: 0 },
  concurrency: 5,
  impact: 'Followers do not learn of new articles.',
})

export const partNotifications = worker({
  id: 'part-notifications',
  summary: 'Takes back what two people were told of each other when one blocks the other',
  on: [blockCreated, partingContinued],
  emits: [partingContinued],
  impact: 'People keep notifications from someone they have blocked. They do not see whom they are from.',
})

export const removeNotifications = worker({
  id: 'remove-notifications',
  summary: 'Removes the notifications about a thing that was deleted, page by page',
  on: [notificationSubjectGone],
  emits: [notificationSubjectGone, notificationsRemoved],
  impact: 'People keep notifications about things that no longer exist.',
})

export const clearNotificationActs = worker({
  id: 'clear-notification-acts',
  summary: 'Forgets the acts behind notifications that are gone',
  on: [notificationsRemoved],
  emits: [notificationsRemoved],
  impact: 'The database keeps what nobody can see any more.',
})

export const expireNotifications = schedule({
  id: 'expire-notifications',
  summary: 'Removes notifications that were read 90 days ago',
  expression: 'cron(20 3 * * ? *)',
  emits: [notificationsRemoved],
  impact: 'Old notifications stay in people’s lists, and the database grows.',
})

import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { futureTime, id, listQuery, page, time, webAddress } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'

/** Browsers of one person that get pushes: the one that said so longest ago makes room for another. */
export const mostPushSubscriptions = 20

const opened = { entries: z.array(z.object({ entry_id: id, recipient_id: id })) }

/** Of the followers who were told of an article in one go these want a mail or a push too. */
export const followersTold = event('article-followers.told', { article_id: id, recipient_ids: z.array(id) })

/** Entries were opened of which their recipients want a mail at once. */
export const notificationMailsDue = event('notification-mails.due', opened)

/** Entries were opened of which their recipients want a push. */
export const notificationPushesDue = event('notification-pushes.due', opened)

/** There are people left who are to get the digest of this time: those whose ids come after this one. */
export const digestRunContinued = event('digest-run.continued', { at: time, after: id.nullable() })

/** People are to get the digest of what was opened for them until this time. */
export const digestsDue = event('digests.due', { at: time, user_ids: z.array(id) })

const bytes = (count: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${count}}$`), 'must be base64url without padding')

const PushSubscription = z
  .object({
    id,
    endpoint: z.string(),
    expiration_time: time.nullable(),
    created_at: time,
    updated_at: time.describe('When the browser last registered it.'),
  })
  .meta({ id: 'PushSubscription' })

export const getPushKey = endpoint({
  id: 'get-push-key',
  method: 'GET',
  path: '/v1/push-key',
  summary: 'Read the key that browsers subscribe to pushes with',
  auth: 'public',
  response: { 200: z.object({ public_key: z.string().describe('The `applicationServerKey` of a subscription, in base64url.') }) },
  uses: ['push-key'],
  cache_control: 'public, max-age=300',
})

export const addPushSubscription = endpoint({
  id: 'add-push-subscription',
  method: 'POST',
  path: '/v1/me/push-subscriptions',
  summary: 'Get pushes in this browser',
  description:
    'Takes what `PushSubscription.toJSON()` gives in a browser. Registering it again, at every start, keeps it; someone else ' +
    `who registers it takes it over. Of more than ${mostPushSubscriptions} the one registered longest ago goes. Pushes come for ` +
    'the types whose preference `push` is on: JSON with `notification_id`, `type`, `title`, `content`, `subject_type`, ' +
    '`subject_id`, `post_id` and `comment_id`.',
  auth: 'user',
  body: z.strictObject({
    endpoint: webAddress.describe('`https`, at a public address.'),
    keys: z.strictObject({ p256dh: bytes(87), auth: bytes(22) }),
    expiration_time: futureTime.nullable().default(null),
  }),
  response: { 201: PushSubscription },
  limit: { per: 'user', max: 60, window_seconds: 3600 },
})

export const listPushSubscriptions = endpoint({
  id: 'list-push-subscriptions',
  method: 'GET',
  path: '/v1/me/push-subscriptions',
  summary: 'List the browsers in which one gets pushes, the newest first',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(PushSubscription) },
})

export const removePushSubscription = endpoint({
  id: 'remove-push-subscription',
  method: 'DELETE',
  path: '/v1/me/push-subscriptions/{subscription_id}',
  summary: 'Get no more pushes in a browser',
  auth: 'user',
  response: { 204: null },
  problems: { subscription_not_found: 404 },
})

export const unsubscribe = endpoint({
  id: 'unsubscribe',
  method: 'POST',
  path: '/v1/unsubscribe/{token}',
  summary: 'End notification mails, of one type or of all, with the token of such a mail',
  description:
    'The one click of mail programs (RFC 8058), whatever body they send. The token is good for as long as the mail is kept; whoever ' +
    'turns mails on again later can end them with it again.',
  auth: 'public',
  params: { token: z.string().regex(/^[0-9a-f]{24}\.[a-z_]{1,40}\.[\w-]{43}$/) },
  body_type: 'raw',
  consumes: ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'],
  response: { 204: null },
  problems: { unsubscribe_link_not_found: 404 },
})

export const fanOutArticleChannels = worker({
  id: 'fan-out-article-channels',
  summary: 'Has followers mailed and pushed a new article, those who want that',
  on: [followersTold],
  emits: [notificationMailsDue, notificationPushesDue],
  batch: { size: 1, window_seconds: 0 },
  impact: 'Followers get no mails and pushes about new articles. They find them among their notifications.',
})

export const sendNotificationMails = worker({
  id: 'send-notification-mails',
  summary: 'Mails people what they want to hear of at once',
  on: [notificationMailsDue],
  batch: { size: 5, window_seconds: 0 },
  timeout_seconds: 60,
  uses: ['mail'],
  impact: 'People who rely on mails do not learn what others did. Everything is still among their notifications.',
})

export const sendPushNotifications = worker({
  id: 'send-push-notifications',
  summary: 'Pushes to people’s browsers what they want to hear of at once',
  on: [notificationPushesDue],
  batch: { size: 5, window_seconds: 0 },
  timeout_seconds: 60,
  uses: ['push-key'],
  impact: 'Browsers and phones stay silent. Everything is still among people’s notifications.',
})

export const sendNotificationDigests = schedule({
  id: 'send-notification-digests',
  summary: 'Begins the digests of the day',
  expression: 'cron(0 7 * * ? *)',
  emits: [digestRunContinued],
  impact: 'Nobody gets a digest today; the next one holds what was missed.',
})

export const pageNotificationDigests = worker({
  id: 'page-notification-digests',
  summary: 'Finds out who gets a digest, page by page',
  on: [digestRunContinued],
  emits: [digestRunContinued, digestsDue],
  batch: { size: 1, window_seconds: 0 },
  impact: 'Some people get no digest today; the next one holds what was missed.',
})

export const mailNotificationDigests = worker({
  id: 'mail-notification-digests',
  summary: 'Mails people the digest of what happened since the last one',
  on: [digestsDue],
  batch: { size: 5, window_seconds: 0 },
  timeout_seconds: 60,
  uses: ['mail'],
  impact: 'Some people get no digest today; the next one holds what was missed.',
})

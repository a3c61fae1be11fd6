import type { AnswerOf, RequestOf } from '../api/contracts.ts'
import { labelOf } from '../parts/format.ts'

export type Webhook = AnswerOf<'getWebhook'>
export type Delivery = AnswerOf<'listWebhookDeliveries'>['items'][number]
export type EventType = NonNullable<RequestOf<'createWebhook'>['body']>['event_types'][number]

/** What can be told, by type. */
export const eventTypes: Readonly<Record<EventType, string>> = {
  'user.registered': 'someone registered',
  'user.role_changed': 'someone was given another role',
  'article.published': 'an article was published',
  'article.unpublished': 'an article was made a draft again',
  'article.deleted': 'a published article was deleted',
  'comment.created': 'someone commented on an article',
  'comment.edited': 'a comment was edited',
  'comment.deleted': 'a comment was deleted',
  'like.created': 'someone liked an article',
  'like.removed': 'a like was taken back',
  'share.created': 'someone shared an article',
  'follow.created': 'someone follows a public account',
}

const reasons: Readonly<Record<NonNullable<Webhook['disabled_reason']>, string>> = {
  by_admin: 'Off',
  gone: 'Off: its receiver said that it is gone',
  failing: 'Off: its receiver took nothing for five days',
}

/** Whether a webhook works, in words. */
export function stateOf({ enabled, disabled_reason, failing_since }: Webhook): { words: string; isGood: boolean } {
  if (!enabled) return { words: disabled_reason === null ? 'Off' : reasons[disabled_reason], isGood: false }
  return failing_since === null ? { words: 'On', isGood: true } : { words: 'On, but its receiver takes nothing', isGood: false }
}

/** What became of a delivery, in words. */
export function outcomeOf({ status, response_status, error }: Delivery): string {
  const last = response_status === null ? (error === null ? undefined : labelOf(error)) : `answer ${response_status}`
  return last === undefined ? labelOf(status) : `${labelOf(status)}: ${last}`
}

import type * as z from 'zod'
import type * as analytics from '../../functions/analytics/contract.ts'
import type * as articles from '../../functions/articles/contract.ts'
import type * as identity from '../../functions/identity/contract.ts'
import type * as media from '../../functions/media/contract.ts'
import type * as notifications from '../../functions/notifications/contract.ts'
import type * as operations from '../../functions/operations/contract.ts'
import type * as profiles from '../../functions/profiles/contract.ts'
import type * as webhooks from '../../functions/webhooks/contract.ts'

// Types alone: what a browser loads knows nothing of the schemas.
type Contracts = typeof analytics &
  typeof articles &
  typeof identity &
  typeof media &
  typeof notifications &
  typeof operations &
  typeof profiles &
  typeof webhooks

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type CallName = { [Name in keyof Contracts]: Contracts[Name] extends { kind: 'endpoint' } ? Name : never }[keyof Contracts]

/** The calls that the pages make. */
export const routes = {
  changeRole: 'PATCH /v1/users/{user_id}/role',
  createCategory: 'POST /v1/categories',
  createWebhook: 'POST /v1/admin/webhooks',
  deleteCategory: 'DELETE /v1/categories/{category_id}',
  deleteMedia: 'DELETE /v1/media/{media_id}',
  deleteWebhook: 'DELETE /v1/admin/webhooks/{webhook_id}',
  forgotPassword: 'POST /v1/auth/password/forgot',
  getArticle: 'GET /v1/articles/{article_id}',
  getMedia: 'GET /v1/media/{media_id}',
  getMyAnalytics: 'GET /v1/me/analytics',
  getSiteAnalytics: 'GET /v1/admin/analytics',
  getSubjectAnalytics: 'GET /v1/{subject_type}/{subject_id}/analytics',
  getWebhook: 'GET /v1/admin/webhooks/{webhook_id}',
  listCategories: 'GET /v1/categories',
  listMyArticles: 'GET /v1/me/articles',
  listMyMedia: 'GET /v1/me/media',
  listQueues: 'GET /v1/admin/queues',
  listRecomputations: 'GET /v1/admin/recomputations',
  listUsers: 'GET /v1/users',
  listWebhookDeliveries: 'GET /v1/admin/webhooks/{webhook_id}/deliveries',
  listWebhooks: 'GET /v1/admin/webhooks',
  login: 'POST /v1/auth/login',
  loginWithTotp: 'POST /v1/auth/login/totp',
  logout: 'POST /v1/auth/logout',
  redriveQueue: 'POST /v1/admin/queues/{queue_id}/redrive',
  refresh: 'POST /v1/auth/refresh',
  replayWebhookDelivery: 'POST /v1/admin/webhooks/{webhook_id}/deliveries/{delivery_id}/replay',
  resetPassword: 'POST /v1/auth/password/reset',
  rotateWebhookSecret: 'POST /v1/admin/webhooks/{webhook_id}/rotate-secret',
  testWebhook: 'POST /v1/admin/webhooks/{webhook_id}/test',
  unsubscribe: 'POST /v1/unsubscribe/{token}',
  updateCategory: 'PATCH /v1/categories/{category_id}',
  updateMedia: 'PATCH /v1/media/{media_id}',
  updateWebhook: 'PATCH /v1/admin/webhooks/{webhook_id}',
  verifyEmail: 'POST /v1/auth/email/verify',
} as const satisfies { readonly [Name in CallName]?: `${Method} ${Contracts[Name]['path']}` }

export type Call = keyof typeof routes

type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined

/** What a call takes, as it goes over the wire. */
export interface RequestOf<Name extends Call> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Contracts[Name] extends { query?: infer Query } ? InputOf<Query> : never
  readonly body?: Contracts[Name] extends { body?: infer Body } ? InputOf<Body> : never
}

/** What a call answers, as it comes over the wire; `undefined` where it answers nothing. */
export type AnswerOf<Name extends Call> = {
  [Status in keyof Contracts[Name]['response']]: InputOf<Contracts[Name]['response'][Status]>
}[keyof Contracts[Name]['response']]

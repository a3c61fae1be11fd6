import { domain } from '../shared/contract/domain.ts'
import * as analytics from './analytics/contract.ts'
import * as articles from './articles/contract.ts'
import * as engagement from './engagement/contract.ts'
import * as graph from './graph/contract.ts'
import * as identity from './identity/contract.ts'
import * as media from './media/contract.ts'
import * as notifications from './notifications/contract.ts'
import * as operations from './operations/contract.ts'
import * as posts from './posts/contract.ts'
import * as profiles from './profiles/contract.ts'
import * as timelines from './timelines/contract.ts'
import * as trends from './trends/contract.ts'
import * as webhooks from './webhooks/contract.ts'

/** Every domain. Routes, Lambdas, queues, schedules, permissions, OpenAPI and the local stack are derived from this list. */
export const domains = [
  domain('analytics', analytics),
  domain('articles', articles),
  domain('engagement', engagement),
  domain('graph', graph),
  domain('identity', identity),
  domain('media', media),
  domain('notifications', notifications),
  domain('operations', operations),
  domain('posts', posts),
  domain('profiles', profiles),
  domain('timelines', timelines),
  domain('trends', trends),
  domain('webhooks', webhooks),
]

import type { StackAddresses } from '../support/process.ts'
import { measureAnalytics } from './analytics.ts'
import { measureBundles } from './bundles.ts'
import { measureEndpoints } from './endpoints.ts'
import { measureFanOut } from './fan-out.ts'
import { measureHotSubject } from './hot-subject.ts'
import { measureHttp } from './http.ts'
import { measureMedia } from './media.ts'
import { measureReadiness } from './ready.ts'
import { measureRecomputation } from './recompute.ts'
import type { Figure } from './report.ts'
import { measureTimeline } from './timeline.ts'
import { measureUnreadCount } from './unread-count.ts'

export interface Measuring {
  /** The sizes that the budgets name, rather than those that a laptop does in a minute. */
  readonly full: boolean
}

/** What can be measured alone: `npm run bench -- endpoints ready`. */
export const parts: Readonly<Record<string, (addresses: StackAddresses, measuring: Measuring) => Promise<Figure[]>>> = {
  endpoints: measureEndpoints,
  analytics: measureAnalytics,
  recompute: measureRecomputation,
  fan_out: measureFanOut,
  unread_count: measureUnreadCount,
  hot_subject: measureHotSubject,
  timeline: measureTimeline,
  http: measureHttp,
  media: measureMedia,
  bundles: measureBundles,
  ready: measureReadiness,
}

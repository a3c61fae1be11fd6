// What other domains may use of analytics, beside the contract.
export { type Engaged, recentEngagement } from './recent-engagement.ts'

// What other domains may use of analytics, beside the contract.
export { recentEngagement } from './recent-engagement.ts'

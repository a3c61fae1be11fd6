// What other domains may use of notifications, beside the contract.
export { Inboxes } from './model.ts'
export { recountUnread } from './recount-unread.ts'

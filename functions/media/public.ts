// What other domains may use of media, beside the contract.
export { attachMedia } from './attachments.ts'
export { lastingThumbnail, presentMedia } from './present.ts'

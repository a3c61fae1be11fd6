// What other domains may use of engagement, beside the contract.
export { commentSubject } from './comment-subject.ts'
export { Bookmarks, Comments, Likes, Shares, Views } from './model.ts'
export { unmarked, type ViewerMarks, viewerMarks } from './viewer-marks.ts'

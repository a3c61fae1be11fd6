import { worker } from '../../shared/contract/worker.ts'
import { articleDeleted, articlePublished, articleUnpublished } from '../articles/contract.ts'
import {
  bookmarkCreated,
  bookmarkRemoved,
  commentCreated,
  commentDeleted,
  likeCreated,
  likeRemoved,
  shareCreated,
  viewRecorded,
} from '../engagement/contract.ts'

export const countEngagement = worker({
  id: 'count-engagement',
  summary: 'Adds what happened to the counts and statistics of whom it happened to',
  on: [
    likeCreated,
    likeRemoved,
    bookmarkCreated,
    bookmarkRemoved,
    shareCreated,
    commentCreated,
    commentDeleted,
    viewRecorded,
    articlePublished,
    articleUnpublished,
    articleDeleted,
  ],
  batch: { size: 1000, window_seconds: 1 },
  memory_mb: 512,
  impact: 'Counts of likes, comments, shares and views stand still, and so do all statistics.',
})

/** The kinds of things that have statistics of their own and count into their owner's. */
export const measuredTypes = ['articles'] as const

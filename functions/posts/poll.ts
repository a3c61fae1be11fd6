import type * as z from 'zod'
import type { PostDocument } from './model.ts'
import type { newPoll, Post } from './schemas.ts'

type StoredPoll = NonNullable<PostDocument['poll']>
type PresentedPoll = NonNullable<z.output<typeof Post>['poll']>

/** A poll as it begins: open from the moment at which its post is published. */
export function pollFrom({ options, closes_in }: z.output<typeof newPoll>): StoredPoll {
  return { options: options.map((text) => ({ text, votes: 0 })), closes_in, closes_at: null }
}

/** A poll that opens now. */
export function opened(poll: StoredPoll | null, now: Date): StoredPoll | null {
  return poll && { ...poll, closes_at: new Date(now.getTime() + poll.closes_in * 1000) }
}

/** Whether votes are taken. */
export function isOpen({ closes_at }: StoredPoll, now: Date): boolean {
  return closes_at !== null && now < closes_at
}

interface Looking {
  readonly voted_option: number | undefined
  readonly isOwn: boolean
  readonly now: Date
}

/** A poll as someone sees it: with its results once they voted or it is closed, and always if it is theirs. */
export function presentPoll(poll: StoredPoll, { voted_option, isOwn, now }: Looking): PresentedPoll {
  const is_closed = poll.closes_at !== null && now >= poll.closes_at
  const isCounted = is_closed || isOwn || voted_option !== undefined
  const total = poll.options.reduce((sum, { votes }) => sum + votes, 0)
  return {
    options: poll.options.map(({ text, votes }) => ({ text, votes_count: isCounted ? votes : null })),
    votes_count: isCounted ? total : null,
    closes_at: poll.closes_at,
    is_closed,
    voted_option: voted_option ?? null,
  }
}

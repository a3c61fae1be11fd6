import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { type PostDocument, PollVotes } from './model.ts'

type StoredPoll = NonNullable<PostDocument['poll']>

// Up to here the votes themselves are counted, from the index alone; beyond it their counters are read.
const countedOneByOne = 1000

/** A poll with its votes as they are just after one was given: the counters follow by a second or two. */
export async function withVotes(db: Db, post_id: ObjectId, poll: StoredPoll): Promise<StoredPoll> {
  const counted = await db.aggregate<{ _id: number; votes: number }>(PollVotes, [
    { $match: { post_id } },
    { $limit: countedOneByOne },
    { $group: { _id: '$option', votes: { $sum: 1 } } },
  ])
  const votes = new Map(counted.map((option) => [option._id, option.votes]))
  const all = counted.reduce((sum, option) => sum + option.votes, 0)
  return all < countedOneByOne ? { ...poll, options: poll.options.map(({ text }, at) => ({ text, votes: votes.get(at) ?? 0 })) } : poll
}

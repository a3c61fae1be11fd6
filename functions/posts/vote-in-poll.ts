import { http } from '../../shared/runtime/http.ts'
import { pollVoted, voteInPoll } from './contract.ts'
import { findPost } from './find-post.ts'
import { PollVotes } from './model.ts'
import { isOpen } from './poll.ts'
import { presentPosts } from './present.ts'
import { withVotes } from './votes.ts'

/** Takes the caller's vote, the first one for good. */
export const handler = http(voteInPoll, async ({ params, body: { option }, user, db, now, newId, problem }) => {
  const post = await findPost(db, params.post_id, user, problem)
  const { poll } = post
  if (!poll) throw problem('poll_not_found')
  if (option >= poll.options.length) throw problem('invalid_option')

  const edge = { post_id: post._id, user_id: user.id }
  const voted = await db.get(PollVotes, edge)
  if (!voted && !isOpen(poll, now)) throw problem('poll_closed')
  const vote = { _id: newId(), ...edge, option, at: now }
  const event = pollVoted({ vote_id: vote._id, ...edge, option, voted_at: now })
  const { document } = voted ? { document: voted } : await db.insertOnce(PollVotes, edge, vote, { emit: [event] })
  if (document.option !== option) throw problem('already_voted')
  const [presented] = await presentPosts(db, [{ ...post, poll: await withVotes(db, post._id, poll) }], user, now)
  if (!presented) throw problem('post_not_found')
  return presented
})

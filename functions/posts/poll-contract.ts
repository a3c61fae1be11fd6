import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { worker } from '../../shared/contract/worker.ts'
import { pollVoted } from './events.ts'
import { mostOptions, Post } from './schemas.ts'

export const voteInPoll = endpoint({
  id: 'vote-in-poll',
  method: 'PUT',
  path: '/v1/posts/{post_id}/vote',
  summary: 'Vote in the poll of a post',
  description: 'A vote is final: voting for the same option again changes nothing, for another one is refused.',
  auth: 'user',
  body: z.strictObject({ option: z.int().min(0).max(mostOptions - 1).describe('The place of the option, from 0.') }),
  response: { 200: Post },
  problems: { post_not_found: 404, poll_not_found: 404, invalid_option: 422, poll_closed: 409, already_voted: 409 },
  emits: [pollVoted],
  uses: ['media-links'],
})

export const countVotes = worker({
  id: 'count-votes',
  summary: 'Adds votes to the polls that they were given in',
  on: [pollVoted],
  batch: { size: 500, window_seconds: 1 },
  takes_turns: true,
  impact: 'The results of polls stand still.',
})

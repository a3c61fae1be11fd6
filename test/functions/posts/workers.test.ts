import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { pollVoted, postDeleted, repostCreated } from '../../../functions/posts/contract.ts'
import { handler as countVotes } from '../../../functions/posts/count-votes.ts'
import { type PostDocument, PollVotes, PostEdits, Posts, Reposts } from '../../../functions/posts/model.ts'
import { listedRepost, newPost } from '../../../functions/posts/new-post.ts'
import { postData } from '../../../functions/posts/post-data.ts'
import { handler as removePostTraces } from '../../../functions/posts/remove-post-traces.ts'
import { useFunctions } from '../../support/functions.ts'
import { deliver, messageOf } from '../../support/messages.ts'

const EVENT_ROUTES = JSON.stringify({ 'post-removal.continued': ['someone'] })
const functions = useFunctions([Posts, PollVotes, Reposts, PostEdits], { EVENT_ROUTES })

const collectionOf = ({ name }: { readonly name: string }) => functions().database.collection(name)

function asking(): PostDocument {
  const poll = { options: ['A', 'B'].map((text) => ({ text, votes: 0 })), closes_in: 60, closes_at: new Date() }
  return { ...newPost({ _id: new ObjectId(), user_id: new ObjectId(), created_at: new Date() }), poll, status: 'published', published_at: new Date() }
}

const voteIn = (post_id: ObjectId, option: number) => ({ _id: new ObjectId(), post_id, user_id: new ObjectId(), option, at: new Date() })

test('each vote is counted once, however often and in whatever batches it is delivered', async () => {
  const [one, other] = [asking(), asking()]
  await collectionOf(Posts).insertMany([one, other])
  const votes = Array.from({ length: 30 }, (_, at) => voteIn((at % 3 === 0 ? other : one)._id, at % 2))
  const messages = votes.map(({ _id, at, ...vote }) => messageOf(pollVoted({ vote_id: _id, ...vote, voted_at: at })))
  for (const batch of [messages.slice(0, 20), messages, messages.toReversed().slice(5), [...messages, ...messages]]) {
    expect(await deliver(functions(), countVotes, batch)).toEqual([])
  }
  const counted = async ({ _id }: PostDocument) => (await collectionOf(Posts).findOne({ _id }))?.poll.options.map((option: { votes: number }) => option.votes)
  const given = ({ _id }: PostDocument) => [0, 1].map((option) => votes.filter((vote) => vote.post_id.equals(_id) && vote.option === option).length)
  for (const post of [one, other]) expect(await counted(post)).toEqual(given(post))
})

test('a vote that came while its post was deleted goes too', async () => {
  const vote = voteIn(new ObjectId(), 0)
  await collectionOf(PollVotes).insertOne(vote)
  const { _id, at, ...rest } = vote
  await deliver(functions(), countVotes, [messageOf(pollVoted({ vote_id: _id, ...rest, voted_at: at }))])
  expect(await collectionOf(PollVotes).countDocuments({ _id })).toBe(0)
})

test('what a post leaves is removed page by page, and nothing of another one', async () => {
  const [gone, kept] = [asking(), asking()]
  await collectionOf(Posts).insertOne(kept)
  for (const { _id, user_id } of [gone, kept]) {
    const edges = Array.from({ length: 520 }, () => {
      return { _id: new ObjectId(), subject_type: 'posts' as const, subject_id: _id, owner_id: user_id, user_id: new ObjectId(), at: new Date() }
    })
    await collectionOf(Reposts).insertMany(edges)
    await collectionOf(Posts).insertMany(edges.map(listedRepost))
    await collectionOf(PollVotes).insertOne(voteIn(_id, 1))
  }
  const left = (of: { readonly name: string }, filter: object) => collectionOf(of).countDocuments(filter)
  const deleted = messageOf(postDeleted({ ...postData(gone), published_at: gone.published_at }))
  await deliver(functions(), removePostTraces, [deleted])
  expect(await left(Reposts, { subject_id: gone._id })).toBe(20)
  expect(await collectionOf({ name: 'outbox' }).countDocuments({ 'outbox.type': 'post-removal.continued' })).toBe(1)
  await deliver(functions(), removePostTraces, [deleted])
  for (const [{ _id }, reposts] of [[gone, 0], [kept, 520]] as const) {
    expect(await left(Reposts, { subject_id: _id })).toBe(reposts)
    expect(await left(Posts, { repost_of_id: _id })).toBe(reposts)
    expect(await left(PollVotes, { post_id: _id })).toBe(reposts === 0 ? 0 : 1)
  }
})

test('a repost of a post that is there stays', async () => {
  const post = asking()
  await collectionOf(Posts).insertOne(post)
  const edge = { _id: new ObjectId(), subject_type: 'posts' as const, subject_id: post._id, owner_id: post.user_id, user_id: new ObjectId(), at: new Date() }
  await collectionOf(Reposts).insertOne(edge)
  const event = repostCreated({ repost_id: edge._id, user_id: edge.user_id, post_id: post._id, author_id: post.user_id, reposted_at: edge.at })
  await deliver(functions(), removePostTraces, [messageOf(event)])
  expect(await collectionOf(Reposts).countDocuments({ _id: edge._id })).toBe(1)
})

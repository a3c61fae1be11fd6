import { ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { postBy } from './posts.ts'

const stack = await useStack()

const pollBy = (author: Actor, options = ['Tea', 'Coffee', 'Water']) => postBy(author, { content: 'What?', poll: { options, closes_in: 3600 } })
const vote = (actor: Actor, { id }: Json, option: number) => actor.put(`/v1/posts/${id}/vote`, { option })
const votesIn = ({ poll }: Json): (number | null)[] => poll.options.map(({ votes_count }: Json) => votes_count)

describe('a poll', () => {
  test('shows its results to its author, to who has voted, and to nobody else while it is open', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await pollBy(ada)
    expect(post.poll).toEqual({
      options: ['Tea', 'Coffee', 'Water'].map((text) => ({ text, votes_count: 0 })),
      votes_count: 0,
      closes_at: new Date(new Date(post.created_at).getTime() + 3_600_000).toISOString(),
      is_closed: false,
      voted_option: null,
    })
    const seen = (await bob.get(`/v1/posts/${post.id}`)).body
    expect([...votesIn(seen), seen.poll.votes_count]).toEqual([null, null, null, null])

    const voted = await vote(bob, post, 1)
    expect(voted.body.poll).toMatchObject({ votes_count: 1, voted_option: 1 })
    expect(votesIn(voted.body)).toEqual([0, 1, 0])
    await stack.settled()
    for (const viewer of [ada, bob]) expect(votesIn((await viewer.get(`/v1/posts/${post.id}`)).body)).toEqual([0, 1, 0])
    for (const viewer of [await stack.newUser(), stack.anonymous]) {
      expect(votesIn((await viewer.get(`/v1/posts/${post.id}`)).body)).toEqual([null, null, null])
    }
  })

  test('takes the first vote of each for good', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await pollBy(ada)
    expect((await vote(bob, post, 2)).status).toBe(200)
    expect((await vote(bob, post, 2)).body.poll.votes_count).toBe(1)
    expect((await vote(bob, post, 0)).body).toMatchObject({ status: 409, code: 'already_voted' })
    await stack.settled()
    expect(votesIn((await ada.get(`/v1/posts/${post.id}`)).body)).toEqual([0, 0, 1])
  })

  test('counts one vote of each, however many vote and however often at once', async () => {
    const ada = await stack.newUser()
    const voters = await Promise.all(Array.from({ length: 5 }, () => stack.newUser()))
    const post = await pollBy(ada)
    const answers = await Promise.all(voters.flatMap((voter, at) => [vote(voter, post, at % 3), vote(voter, post, at % 3), vote(voter, post, (at + 1) % 3)]))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
    await stack.settled()
    const { body } = await ada.get(`/v1/posts/${post.id}`)
    expect(body.poll.votes_count).toBe(5)
    const chosen = await Promise.all(voters.map(async (voter) => (await voter.get(`/v1/posts/${post.id}`)).body.poll.voted_option as number))
    expect(votesIn(body)).toEqual([0, 1, 2].map((option) => chosen.filter((own) => own === option).length))
  })

  test('has no votes for what it does not offer, and none without being there', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const post = await pollBy(ada, ['Yes', 'No'])
    expect((await vote(bob, post, 2)).body).toMatchObject({ status: 422, code: 'invalid_option' })
    expect((await vote(bob, post, -1)).body).toMatchObject({ status: 422, code: 'validation_failed' })
    expect((await vote(bob, await postBy(ada), 0)).body).toMatchObject({ status: 404, code: 'poll_not_found' })
    const draft = await postBy(ada, { draft: true, content: 'Later?', poll: { options: ['Yes', 'No'], closes_in: 60 } })
    expect(draft.poll).toMatchObject({ closes_at: null, is_closed: false })
    expect((await vote(bob, draft, 0)).body).toMatchObject({ status: 404, code: 'post_not_found' })
    expect((await vote(ada, draft, 0)).body).toMatchObject({ status: 409, code: 'poll_closed' })
  })

  test.each([
    [{ options: ['One'], closes_in: 60 }],
    [{ options: ['1', '2', '3', '4', '5', '6', '7'], closes_in: 60 }],
    [{ options: ['Same', ' Same '], closes_in: 60 }],
    [{ options: ['', 'No'], closes_in: 60 }],
    [{ options: ['Yes', 'No'], closes_in: 0 }],
    [{ options: ['Yes', 'No'] }],
  ])('is refused as %j', async (poll) => {
    const ada = await stack.newUser()
    expect((await ada.post('/v1/posts', { content: 'What?', poll })).body).toMatchObject({ status: 422, code: 'validation_failed' })
  })

  test('goes with its post, and so do the votes that came at that moment', async () => {
    const [ada, ...voters] = await Promise.all(Array.from({ length: 5 }, () => stack.newUser()))
    const post = await pollBy(ada as Actor)
    await Promise.all([...voters.map((voter) => vote(voter, post, 0)), (ada as Actor).delete(`/v1/posts/${post.id}`)])
    await stack.settled()
    const votes = (await stack.database()).db('atrium').collection('poll_votes')
    expect(await votes.countDocuments({ post_id: new ObjectId(post.id as string) })).toBe(0)
  })
})

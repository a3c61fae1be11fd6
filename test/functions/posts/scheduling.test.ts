import { ObjectId } from 'mongodb'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Follows } from '../../../functions/graph/model.ts'
import { type PostDocument, Posts } from '../../../functions/posts/model.ts'
import { newPost } from '../../../functions/posts/new-post.ts'
import { handler as publishDue } from '../../../functions/posts/publish-scheduled-posts.ts'
import { Users } from '../../../functions/profiles/model.ts'
import { Leases } from '../../../shared/runtime/leases.ts'
import { useFunctions } from '../../support/functions.ts'
import { patience } from '../../support/patience.ts'
import { useClockStack } from '../../support/clock-stack.ts'
import type { Stack } from '../../support/stack.ts'
import { postBy } from './posts.ts'

const EVENT_ROUTES = JSON.stringify({ 'post.published': ['someone'], 'post.publication_failed': ['someone'] })
const functions = useFunctions([Posts, Users, Follows], { EVENT_ROUTES })

/** A post whose time has come. */
function due(fields: Partial<PostDocument> = {}): PostDocument {
  const then = new Date(Date.now() - 1000)
  const post = newPost({ _id: new ObjectId(), user_id: new ObjectId(), created_at: then })
  return { ...post, content: 'Due.', status: 'scheduled', scheduled_at: then, ...fields }
}

const posts = () => functions().database.collection<PostDocument>(Posts.name)
const run = () => functions().run(publishDue)
const stored = async ({ _id }: PostDocument) => (await posts().findOne({ _id })) as PostDocument & { outbox?: unknown[] }

afterEach(async () => {
  await posts().deleteMany({})
})

describe('a run', () => {
  test('publishes each post once, also beside another run', async () => {
    const scheduled = Array.from({ length: 130 }, () => due())
    await posts().insertMany(scheduled)
    const leases = functions().database.collection(Leases.name)
    const first = run()
    // Without its lease nothing but the writes themselves keeps the runs apart.
    await vi.waitFor(async () => expect((await leases.deleteMany({})).deletedCount).toBe(1), { ...patience, interval: 1 })
    const results = await Promise.all([first, run()])
    expect(results.reduce((sum, result) => sum + (result?.published ?? 0), 0)).toBe(scheduled.length)
    for (const post of scheduled) expect((await stored(post)).outbox).toMatchObject([{ type: 'post.published' }])
  })

  test('makes a quotation of what is gone a draft again, tells its author, and goes on', async () => {
    const quote_of = { post_id: new ObjectId(), author_id: new ObjectId() }
    const [broken, sound] = [due({ quote_of }), due()]
    await posts().insertMany([broken, sound])
    expect(await run()).toEqual({ published: 1, failed: 1, overtaken: 0 })
    expect(await stored(broken)).toMatchObject({
      status: 'draft',
      scheduled_at: null,
      published_at: null,
      outbox: [{ type: 'post.publication_failed' }],
    })
    expect((await stored(sound)).status).toBe('published')
  })

  test('opens a poll for as long as it was given, and leaves what is not due', async () => {
    const poll = { options: [{ text: 'A', votes: 0 }, { text: 'B', votes: 0 }], closes_in: 60, closes_at: null }
    const [asking, early] = [due({ poll }), due({ scheduled_at: new Date(Date.now() + 60_000) })]
    await posts().insertMany([asking, early])
    expect(await run()).toEqual({ published: 1, failed: 0, overtaken: 0 })
    const { published_at, poll: open } = await stored(asking)
    expect(open?.closes_at?.getTime()).toBe((published_at?.getTime() ?? 0) + 60_000)
    expect((await stored(early)).status).toBe('scheduled')
  })
})

describe('as time goes by', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await useClockStack()
  })

  test('a scheduled post comes out as it is then, at its time, and a poll closes at its own', async () => {
    const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
    const publish_at = new Date((await stack.advance(0)).getTime() + 600_000).toISOString()
    const poll = { options: ['Tea', 'Coffee'], closes_in: 900 }
    const post = await postBy(ada, { content: 'Soon.', publish_at, poll })
    expect(post).toMatchObject({ status: 'scheduled', scheduled_at: publish_at, published_at: null })
    const path = `/v1/posts/${post.id}`
    expect((await ada.patch(path, { content: `Now, @${bob.username}!` })).body).toMatchObject({ status: 'scheduled', is_edited: false })
    expect((await bob.get(path)).status).toBe(404)

    await stack.advance(660)
    await stack.settled()
    const [again, other] = [await stack.signIn(ada.username, ada.password), await stack.signIn(bob.username, bob.password)]
    const published = (await other.get(path)).body
    expect(published).toMatchObject({ content: `Now, @${bob.username}!`, status: 'published', scheduled_at: null, is_edited: false })
    expect(published.created_at >= publish_at).toBe(true)
    expect((await again.get('/v1/me')).body.posts_count).toBe(1)
    expect((await other.get('/v1/notifications')).body.items).toMatchObject([{ type: 'mention', subject_id: post.id }])
    expect((await other.put(`${path}/vote`, { option: 0 })).body.poll).toMatchObject({ is_closed: false, votes_count: 1 })
    expect((await again.post(`${path}/publish`)).body).toMatchObject({ status: 409, code: 'already_published' })

    await stack.advance(900)
    await stack.settled()
    const [late, third] = [await stack.signIn(bob.username, bob.password), await stack.signIn(eve.username, eve.password)]
    expect((await third.get(path)).body.poll).toMatchObject({ is_closed: true, votes_count: 1, options: [{ votes_count: 1 }, { votes_count: 0 }] })
    expect((await third.put(`${path}/vote`, { option: 1 })).body).toMatchObject({ status: 409, code: 'poll_closed' })
    expect((await late.put(`${path}/vote`, { option: 0 })).body.poll).toMatchObject({ voted_option: 0, votes_count: 1 })
  }, 60_000)

  test('a scheduled quotation of what became private is a draft again, and its author is told', async () => {
    const [ada, bob] = [await stack.newUser(), await stack.newUser()]
    const quoted = await postBy(ada)
    const publish_at = new Date(new Date(quoted.created_at).getTime() + 600_000).toISOString()
    const post = await postBy(bob, { quote_of_id: quoted.id, publish_at })
    await ada.patch('/v1/me', { is_private: true })
    expect((await bob.post(`/v1/posts/${post.id}/publish`)).body).toMatchObject({ status: 403, code: 'not_shareable' })
    await stack.advance(660)
    await stack.settled()
    const again = await stack.signIn(bob.username, bob.password)
    expect((await again.get(`/v1/posts/${post.id}`)).body).toMatchObject({ status: 'draft', scheduled_at: null, quote_of: null })
    expect((await again.get('/v1/notifications')).body.items).toMatchObject([
      { type: 'system', subject_type: 'posts', subject_id: post.id, content: expect.stringContaining('could not be published') },
    ])
  }, 60_000)
})

import { ObjectId } from 'mongodb'
import { expect, test, vi } from 'vitest'
import { patience } from '../../support/patience.ts'
import { useStack } from '../../support/stack.ts'
import { postBy } from './posts.ts'

const stack = await useStack()

test('an author has as many posts as they published, whatever the visibility, and no reposts', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const posts = []
  for (const visibility of ['public', 'followers', 'mentioned']) posts.push(await postBy(ada, { visibility }))
  const draft = await postBy(ada, { draft: true })
  await ada.put(`/v1/posts/${(await postBy(bob)).id}/repost`)
  const countOf = async () => {
    await stack.settled()
    return (await stack.anonymous.get(`/v1/users/${ada.id}`)).body.posts_count as number
  }
  expect(await countOf()).toBe(3)
  await ada.delete(`/v1/posts/${draft.id}`)
  await ada.delete(`/v1/posts/${posts[0].id}`)
  expect(await countOf()).toBe(2)
})

test('what is done to a post is counted on it, and in the statistics of the post, its author and the site', async () => {
  const [ada, bob, admin] = [await stack.newUser(), await stack.newUser(), await stack.newUser({ role: 'admin' })]
  const post = await postBy(ada, { content: 'Count me.' })
  const path = `/v1/posts/${post.id}`
  await bob.put(`${path}/like`)
  await bob.put(`${path}/bookmark`)
  await bob.put(`${path}/repost`)
  await bob.post(`${path}/views`, { referrer: 'https://www.google.com/' })
  await bob.post(`${path}/shares`, { platform: 'link' })
  await bob.post(`${path}/comments`, { content: 'One.' })
  await stack.settled()

  const counts = { views_count: 1, likes_count: 1, comments_count: 1, shares_count: 1 }
  expect((await bob.get(path)).body).toMatchObject({ ...counts, reposts_count: 1, liked: true, bookmarked: true, reposted: true })
  const totals = { ...counts, unique_views_count: 1, bookmarks_count: 1 }
  expect((await ada.get(`${path}/analytics`)).body).toMatchObject({ totals, referrers: [{ source: 'google', views_count: 1 }] })
  expect((await bob.get(`${path}/analytics`)).status).toBe(403)
  const mine = (await ada.get('/v1/me/analytics')).body
  expect(mine.totals).toEqual(totals)
  expect(mine.top_subjects).toEqual([{ subject_type: 'posts', subject_id: post.id, title: 'Count me.', ...totals }])
  expect((await admin.get('/v1/admin/analytics')).body.series.at(-1).posts).toBeGreaterThan(0)
})

test('a recount finds nothing to repair after posts, reposts and votes, and repairs what is wrong', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  const post = await postBy(ada, { content: 'A or B?', poll: { options: ['A', 'B'], closes_in: 60 } })
  await bob.put(`/v1/posts/${post.id}/repost`)
  await bob.put(`/v1/posts/${post.id}/vote`, { option: 1 })
  await bob.put(`/v1/posts/${post.id}/like`)
  await stack.settled()
  const posts = (await stack.database()).db('atrium').collection('posts')
  await posts.updateOne({ content: 'A or B?', 'counts.reposts': 1, user_id: new ObjectId(ada.id) }, { $inc: { 'counts.reposts': 5, 'counts.likes': -1 } })
  const users = (await stack.database()).db('atrium').collection('users')
  await users.updateOne({ _id: new ObjectId(ada.id) }, { $inc: { 'counts.posts': 3 } })
  await vi.waitFor(async () => {
    await stack.runSchedule('recompute-statistics')
    expect((await bob.get(`/v1/posts/${post.id}`)).body).toMatchObject({ reposts_count: 1, likes_count: 1 })
    expect((await ada.get('/v1/me')).body.posts_count).toBe(1)
  }, patience)
})

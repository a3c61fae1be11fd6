import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { articleOf, commentBy } from '../../support/articles.ts'
import { useStack } from '../../support/stack.ts'

test('with an article goes all that hung on it, page after page', async () => {
  const stack = await useStack()
  const [ada, bob] = await Promise.all([stack.newUser(), stack.newUser()])
  const article = await articleOf(ada)
  const comment = await commentBy(bob, article)
  await Promise.all([
    bob.put(`/v1/articles/${article.id}/like`),
    bob.put(`/v1/articles/${article.id}/bookmark`),
    bob.post(`/v1/articles/${article.id}/shares`, { platform: 'link' }),
    bob.post(`/v1/articles/${article.id}/views`),
    ada.put(`/v1/comments/${comment.id}/like`),
  ])
  await stack.settled()

  const database = (await stack.database()).db('atrium')
  const edge = (subject_type: string, subject_id: ObjectId) => ({
    _id: new ObjectId(),
    subject_type,
    subject_id,
    owner_id: new ObjectId(ada.id),
    user_id: new ObjectId(),
    at: new Date(),
  })
  const subject_id = new ObjectId(article.id as string)
  const comment_id = new ObjectId(comment.id as string)
  await database.collection('likes').insertMany(Array.from({ length: 1100 }, () => edge('articles', subject_id)))
  await database.collection('likes').insertMany(Array.from({ length: 1100 }, () => edge('comments', comment_id)))

  expect((await ada.delete(`/v1/articles/${article.id}`)).status).toBe(204)
  await stack.settled()
  for (const name of ['likes', 'bookmarks', 'shares', 'views', 'comments']) {
    const left = await database.collection(name).countDocuments({ subject_id: { $in: [subject_id, comment_id] } })
    expect({ name, left }).toEqual({ name, left: 0 })
  }
  expect((await bob.get(`/v1/comments/${comment.id}`)).status).toBe(404)
})

test('with a deleted comment go its likes', async () => {
  const stack = await useStack()
  const [ada, bob] = await Promise.all([stack.newUser(), stack.newUser()])
  const comment = await commentBy(bob, await articleOf(ada))
  await ada.put(`/v1/comments/${comment.id}/like`)
  await bob.delete(`/v1/comments/${comment.id}`)
  await stack.settled()
  const likes = (await stack.database()).db('atrium').collection('likes')
  expect(await likes.countDocuments({ subject_id: new ObjectId(comment.id as string) })).toBe(0)
  expect((await ada.delete(`/v1/comments/${comment.id}/like`)).body).toEqual({ liked: false, likes_count: 0 })
})

import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import { useStack } from '../../support/stack.ts'

test('deleted comments go for good an hour later, unless they hold up a thread', async () => {
  const stack = await useStack()
  const ada = await stack.newUser()
  const article = await articleOf(ada)
  const comments = (await stack.database()).db('atrium').collection('comments')
  const remove = (actor: Actor, comment: Json) => actor.delete(`/v1/comments/${comment.id}`)
  const stored = async () => {
    const documents = await comments.find({ subject_id: new ObjectId(article.id as string) }).sort({ created_at: 1 }).toArray()
    return documents.map(({ _id }) => _id.toHexString())
  }
  const anHourPasses = async (comment: Json) => {
    await stack.settled()
    await comments.updateOne({ _id: new ObjectId(comment.id as string) }, { $set: { updated_at: new Date(Date.now() - 2 * 3_600_000) } })
  }

  const alone = await commentBy(ada, article, 'alone')
  const top = await commentBy(ada, article, 'top')
  const reply = await commentBy(ada, article, 'reply', top.id)
  const nested = await commentBy(ada, article, 'nested', reply.id)
  const fresh = await commentBy(ada, article, 'deleted a moment ago')
  for (const comment of [alone, top, reply, fresh]) await remove(ada, comment)
  for (const comment of [alone, top, reply]) await anHourPasses(comment)
  await stack.runSchedule('prune-comments')
  expect(await stored()).toEqual([top.id, reply.id, nested.id, fresh.id])

  await remove(ada, nested)
  await anHourPasses(nested)
  await stack.runSchedule('prune-comments')
  expect(await stored()).toEqual([fresh.id])
})

import { expect, it } from 'vitest'
import type { Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'

const stack = await useStack()

it('shows what people whom one follows post, and one’s own, the newest first', async () => {
  const [ada, bob, eve] = [await stack.newUser(), await stack.newUser(), await stack.newUser()]
  await ada.put(`/v1/users/${bob.id}/follow`)
  const posts: Json[] = []
  for (const author of [bob, ada, eve, bob]) posts.push((await author.post('/v1/posts', { content: 'Hello' })).body)
  await stack.settled()
  const answer = await ada.get('/v1/timeline')
  expect(answer.status, answer.text).toBe(200)
  expect(answer.body.items.map(({ id }: Json) => id)).toEqual([posts[3].id, posts[1].id, posts[0].id])
})

import { expect } from 'vitest'
import type { Actor } from '../support/actor.ts'
import type { Stack } from '../support/stack.ts'

/** A writer with an article that `readers` others viewed and liked. */
export async function readWriter(stack: Stack, title: string, readers: number): Promise<{ writer: Actor; articleId: string }> {
  const writer = await stack.newUser()
  const created = await writer.post('/v1/articles', { title, content: 'Some words.' })
  const articleId: string = created.body.id
  expect((await writer.post(`/v1/articles/${articleId}/publish`)).status).toBe(200)
  for (let reader = 0; reader < readers; reader += 1) {
    const one = await stack.newUser()
    await one.post(`/v1/articles/${articleId}/views`, { referrer: 'https://www.google.com/search' })
    await one.put(`/v1/articles/${articleId}/like`)
    await one.put(`/v1/users/${writer.id}/follow`)
  }
  await stack.settled()
  return { writer, articleId }
}

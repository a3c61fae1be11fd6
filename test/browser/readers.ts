import type { Actor } from '../support/actor.ts'
import { articleOf } from '../support/articles.ts'
import type { Stack } from '../support/stack.ts'

/** A writer with an article that `readers` others viewed and liked. */
export async function readWriter(stack: Stack, title: string, readers: number): Promise<{ writer: Actor; articleId: string }> {
  const writer = await stack.newUser()
  const { id: articleId } = await articleOf(writer, { title })
  for (let reader = 0; reader < readers; reader += 1) {
    const one = await stack.newUser()
    await one.post(`/v1/articles/${articleId}/views`, { referrer: 'https://www.google.com/search' })
    await one.put(`/v1/articles/${articleId}/like`)
    await one.put(`/v1/users/${writer.id}/follow`)
  }
  await stack.settled()
  return { writer, articleId }
}

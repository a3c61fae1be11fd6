import { expect } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'

/** An article that nobody but its author may see. */
export async function draftOf(author: Actor): Promise<Json> {
  const created = await author.post('/v1/articles', { title: `Notes of ${author.username}`, content: 'Text.' })
  expect(created.status, created.text).toBe(201)
  return created.body
}

/** An article that everybody may see. */
export async function articleOf(author: Actor): Promise<Json> {
  const { id } = await draftOf(author)
  const published = await author.post(`/v1/articles/${id}/publish`)
  expect(published.status, published.text).toBe(200)
  return published.body
}

/** A comment by someone on an article, or an answer to one. */
export async function commentBy(actor: Actor, article: Json, content = 'Well said.', parent_id?: string): Promise<Json> {
  const created = await actor.post(`/v1/articles/${article.id}/comments`, { content, ...(parent_id && { parent_id }) })
  expect(created.status, created.text).toBe(201)
  return created.body
}

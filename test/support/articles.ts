import { expect } from 'vitest'
import type { Actor, Json } from './actor.ts'
import { freshName } from './names.ts'

/** An article that its author alone may see. */
export async function draftOf(author: Actor, fields: Json = {}): Promise<Json> {
  const created = await author.post('/v1/articles', { title: freshName('title'), content: 'Text.', ...fields })
  expect(created.status, created.text).toBe(201)
  return created.body
}

/** An article that everybody may see. */
export async function articleOf(author: Actor, fields: Json = {}): Promise<Json> {
  const { id } = await draftOf(author, fields)
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

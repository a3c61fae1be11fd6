import type { LoadCall } from './load.ts'
import { freshName } from '../support/names.ts'

/** Someone who calls a stack. */
export interface Member {
  readonly id: string
  readonly token: string
}

const content = 'A paragraph of **text** that someone wrote. '.repeat(50)

/** An article with a title of its own, as people's are. */
export function newArticle(): { title: string; content: string } {
  return { title: `Something to read about ${freshName()}`, content }
}

/** A post of a sentence. */
export function newPost(): { content: string } {
  return { content: `A sentence about ${freshName()} that someone wrote #today.` }
}

/** Registers people through the API. */
export async function registerMembers(origin: string, howMany: number): Promise<Member[]> {
  const members: Member[] = []
  while (members.length < howMany) {
    const username = freshName()
    const account = { username, email: `${username}@example.org`, password: `correct horse ${username}` }
    const { user, access_token } = await post(`${origin}/v1/auth/register`, undefined, account)
    members.push({ id: user.id, token: access_token })
  }
  return members
}

/** Publishes articles of one author through the API, and returns their ids. */
export async function publishArticles(origin: string, { token }: Member, howMany: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < howMany) {
    const { id } = await post(`${origin}/v1/articles`, token, newArticle())
    await post(`${origin}/v1/articles/${id}/publish`, token, {})
    ids.push(id)
  }
  return ids
}

export function like(origin: string, article_id: string, { token }: Member): LoadCall {
  return { method: 'PUT', url: `${origin}/v1/articles/${article_id}/like`, token }
}

type Json = ReturnType<typeof JSON.parse>

async function post(url: string, token: string | undefined, body: unknown): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

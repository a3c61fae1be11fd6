import { expect } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { freshName } from '../../support/names.ts'

/** A post with these fields; some words of its own where there are none. */
export async function postBy(author: Actor, fields: Json = {}): Promise<Json> {
  const created = await author.post('/v1/posts', { content: `Some words, ${freshName('w')}`, ...fields })
  expect(created.status, created.text).toBe(201)
  return created.body
}

/** Follows an account, and is accepted where that is needed. */
export async function follow(fan: Actor, account: Actor): Promise<void> {
  const { body } = await fan.put(`/v1/users/${account.id}/follow`)
  if (body.requested) expect((await account.put(`/v1/me/follow-requests/${fan.id}`)).status).toBe(204)
}

export const idsOf = (items: readonly Json[]): string[] => items.map(({ id }) => id)

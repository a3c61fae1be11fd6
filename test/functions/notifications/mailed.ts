import { expect } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import type { Stack } from '../../support/stack.ts'
import { mailedToken } from '../identity/one-time-link.ts'

/** Someone whose address is confirmed, so that mails go to it. */
export async function verifiedUser(stack: Stack, options?: Parameters<Stack['newUser']>[0]): Promise<Actor> {
  const user = await stack.newUser(options)
  const token = await mailedToken(stack, user.email, 'verify-email')
  expect((await stack.anonymous.post('/v1/auth/email/verify', { token })).status).toBe(204)
  return user
}

/** Chooses channels for types of notification. */
export async function choose(user: Actor, preferences: Json): Promise<void> {
  const answer = await user.patch('/v1/me/notification-preferences', preferences)
  expect(answer.status, answer.text).toBe(200)
}

/** The mails about notifications that someone got, the oldest first, once everything has arrived. */
export async function notificationMails(stack: Stack, { email }: Pick<Actor, 'email'>): Promise<Json[]> {
  await stack.settled()
  return (await stack.mail(email)).filter(({ headers }) => 'List-Unsubscribe' in headers)
}

/** The address that a mail program calls when its reader ends such mails. */
export function oneClickAddress({ headers }: Json): string {
  return /^<(.+)>$/.exec(headers['List-Unsubscribe'])?.[1] as string
}

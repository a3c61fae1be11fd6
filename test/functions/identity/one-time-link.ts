import { expect } from 'vitest'
import type { Stack } from '../../support/stack.ts'

/** The token in the link of the last mail to `address` whose link leads to `page`. */
export async function mailedToken(stack: Stack, address: string, page: 'verify-email' | 'reset-password'): Promise<string> {
  await stack.settled()
  const mails = await stack.mail(address)
  const links = mails.flatMap(({ text }) => text.match(new RegExp(`\\S+/${page}\\?token=\\S+`)) ?? [])
  expect(links.length, `mails to ${address}`).toBeGreaterThan(0)
  return new URL(links.at(-1)).searchParams.get('token') as string
}

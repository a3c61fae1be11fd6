import { vi } from 'vitest'
import type { Stack } from './stack.ts'

/** How long to wait for what comes by itself, also on a machine that is busy with other tests. */
export const patience = { timeout: 45_000, interval: 50 }

// As long as the local stack ever puts a message off before the last time that it is tried.
const longestBackoffSeconds = 6

/** Waits for what comes when queues have tried again, and lets the time between pass. Only on a stack of one's own. */
export async function afterRetries(stack: Pick<Stack, 'advance'>, check: () => Promise<void>): Promise<void> {
  await vi.waitFor(async () => {
    await stack.advance(longestBackoffSeconds)
    await check()
  }, patience)
}

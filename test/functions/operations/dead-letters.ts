import { ObjectId } from 'mongodb'
import { expect } from 'vitest'
import { afterRetries } from '../../support/patience.ts'
import type { Stack } from '../../support/stack.ts'

/** A worker that no other event of these tests reaches. */
export const victim = 'remove-statistics'

/** Makes a message that its worker can never read, and waits until it is a dead letter. Only on a stack of one's own. */
export async function makeDeadLetter(stack: Stack): Promise<void> {
  const entry = { id: new ObjectId(), type: 'article.deleted', data: { article_id: 'none' }, at: new Date(), to: [victim] }
  const outbox = (await stack.database()).db('atrium').collection('outbox')
  await outbox.insertOne({ tombstone: true, outbox: [{ ...entry, request_id: null, due: new Date(0), attempts: 0 }] })
  await stack.runSchedule('sweep-outbox')
  await afterRetries(stack, async () => expect(await deadLetters(stack)).toBe(1))
}

/** How many messages the worker has given up. */
export async function deadLetters(stack: Stack): Promise<number> {
  const { body } = await stack.anonymous.get('/_local/queues')
  return body.items.find(({ id }: { id: string }) => id === victim).dead_letters
}

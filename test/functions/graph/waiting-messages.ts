import type { Collection, ObjectId } from 'mongodb'
import type { Message } from '../../support/messages.ts'

export interface StoredOutbox {
  readonly _id: ObjectId
  readonly outbox: readonly { readonly id: ObjectId; readonly type: string; readonly data: unknown; readonly at: Date }[]
}

/** The messages for the events that were written since the last time, as their queue gets them. */
export async function waitingMessages(outbox: Collection<StoredOutbox>, seen: Set<string>): Promise<Message[]> {
  const entries = (await outbox.find().toArray()).flatMap((document) => document.outbox)
  const fresh = entries.filter(({ id }) => !seen.has(id.toHexString()))
  for (const { id } of fresh) seen.add(id.toHexString())
  return fresh.map(({ id, type, data, at }) => ({
    id: id.toHexString(),
    body: JSON.stringify({ id: id.toHexString(), type, data, at, request_id: null }),
  }))
}

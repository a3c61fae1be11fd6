import type { EventInstance } from '../../shared/contract/event.ts'
import type { ChannelSettings } from './audience.ts'
import { notificationMailsDue, notificationPushesDue } from './channel-contract.ts'
import type { Entry } from './model.ts'

// As many as one invocation can well send in its time.
const entriesPerEvent = 50

/** An entry that was opened, and where its recipient wants to be told of it. */
export interface Opened {
  readonly entry: Pick<Entry, '_id' | 'recipient_id'>
  readonly channels: ChannelSettings
}

/** Whether someone wants to be told at once on a channel beside the app. */
export function wantsMore({ push, email }: ChannelSettings): boolean {
  return push || email === 'instant'
}

/** What has opened entries sent on the channels beside the app: in pages, each a message of its own. */
export function channelEvents(opened: readonly Opened[]): EventInstance[] {
  const pagesFor = (wants: (channels: ChannelSettings) => boolean) =>
    pagesOf(
      opened.filter(({ channels }) => wants(channels)).map(({ entry }) => ({ entry_id: entry._id, recipient_id: entry.recipient_id })),
      entriesPerEvent,
    )
  return [
    ...pagesFor(({ email }) => email === 'instant').map((entries) => notificationMailsDue({ entries })),
    ...pagesFor(({ push }) => push).map((entries) => notificationPushesDue({ entries })),
  ]
}

/** `items` in their order, in groups of `size`; the last may be smaller. */
export function pagesOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, page) => items.slice(page * size, (page + 1) * size))
}

import type { Db } from '../../shared/store/database.ts'
import { loadSilence } from '../graph/public.ts'
import type { Recipient } from './due-entries.ts'
import type { Entry } from './model.ts'
import { presentEntries, type Presented } from './present.ts'

/**
 * What may be said of entries to their recipient at this moment, as they would see it in the app: nothing of whom they have
 * come to mute or are parted from by a block, and nothing about what they may not see any more.
 */
export async function sayNow(db: Db, entries: readonly Entry[], recipient: Recipient, now: Date): Promise<Presented[]> {
  const hearings = entries.flatMap(({ actors }) => actors.map(({ user_id }) => ({ recipient_id: recipient._id, actor_id: user_id })))
  const isSilent = await loadSilence(db, hearings, now)
  const audible = entries.flatMap((entry) => {
    const actors = entry.actors.filter(({ user_id }) => !isSilent({ recipient_id: recipient._id, actor_id: user_id }))
    const isSilenced = actors.length === 0 && entry.actors.length > 0
    return isSilenced ? [] : [{ ...entry, actors, actors_count: entry.actors_count - (entry.actors.length - actors.length) }]
  })
  const viewer = { id: recipient._id, role: recipient.role }
  return presentEntries(db, audible, { recipient: viewer, inbox: recipient.inbox, needs_subject: true })
}

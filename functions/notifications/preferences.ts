import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { ChannelSettings } from './audience.ts'
import type { NotificationType } from './contract.ts'
import { NotificationPreferences, type PreferencesDocument } from './model.ts'

export type PreferenceChanges = Partial<Record<NotificationType, Partial<ChannelSettings> | undefined>>

/**
 * Changes the channels that are named, each by itself, so that two devices do not undo each other's changes. Answers what
 * is stored now, `null` where nothing is.
 */
export async function changePreferences(
  db: Db,
  user_id: ObjectId,
  changes: PreferenceChanges,
  now: Date,
): Promise<PreferencesDocument | null> {
  const named = Object.entries(changes).flatMap(([type, channels]) =>
    Object.entries(channels ?? {}).map(([channel, value]) => [`types.${type}.${channel}`, value] as const),
  )
  if (named.length === 0) return db.get(NotificationPreferences, user_id)
  const mails = { $map: { input: { $objectToArray: '$types' }, in: '$$this.v.email' } }
  return db.update(
    NotificationPreferences,
    user_id,
    [
      { $set: { ...Object.fromEntries(named), updated_at: now, digested_until: { $ifNull: ['$digested_until', null] } } },
      { $set: { wants_digest: { $in: ['daily', mails] } } },
    ],
    { upsert: true },
  )
}

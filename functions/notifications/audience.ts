import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import { Users } from '../profiles/public.ts'
import { type Channels, notificationTypes, type NotificationType } from './contract.ts'
import { NotificationPreferences, type PreferencesDocument } from './model.ts'

type ChannelSettings = z.output<typeof Channels>

const defaults: ChannelSettings = { in_app: true, push: false, email: 'off' }

/** What someone has chosen, completed by the defaults. */
export function preferencesOf(stored: Pick<PreferencesDocument, 'types'> | null | undefined): Record<NotificationType, ChannelSettings> {
  const chosen = notificationTypes.map((type) => [type, { ...defaults, ...stored?.types[type] }] as const)
  return Object.fromEntries(chosen) as Record<NotificationType, ChannelSettings>
}

/** Which of these people want to see entries of which types. Who is not there any more wants none. */
export async function loadAudience(db: Db, ids: readonly ObjectId[]): Promise<(id: ObjectId, type: NotificationType) => boolean> {
  if (ids.length === 0) return () => false
  const users = await db.find(Users, { _id: { $in: [...ids] } }, { fields: { settings: 1 } })
  const stored = await db.find(NotificationPreferences, { _id: { $in: [...ids] } })
  const preferences = new Map(stored.map((document) => [document._id.toHexString(), document]))
  const listening = new Map(
    users
      .filter(({ settings }) => settings.notifications)
      .map(({ _id }) => [_id.toHexString(), preferencesOf(preferences.get(_id.toHexString()))]),
  )
  return (id, type) => listening.get(id.toHexString())?.[type].in_app ?? false
}

/** Those of these people, in hex, who do not want to see entries of a type. Reads no more than those. */
export async function loadDeaf(db: Db, ids: readonly ObjectId[], type: NotificationType): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const among = { _id: { $in: [...ids] } }
  const silent = await db.find(Users, { ...among, 'settings.notifications': false }, { fields: { _id: 1 } })
  const choosing = await db.find(NotificationPreferences, { ...among, [`types.${type}.in_app`]: false }, { fields: { _id: 1 } })
  return new Set([...silent, ...choosing].map(({ _id }) => _id.toHexString()))
}

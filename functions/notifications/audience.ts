import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import { Users } from '../profiles/public.ts'
import { type Channels, notificationTypes, type NotificationType } from './contract.ts'
import { NotificationPreferences, type PreferencesDocument } from './model.ts'

export type ChannelSettings = z.output<typeof Channels>

const defaults: ChannelSettings = { in_app: true, push: false, email: 'off' }
const nowhere: ChannelSettings = { in_app: false, push: false, email: 'off' }

/** What someone has chosen, completed by the defaults. */
export function preferencesOf(stored: Pick<PreferencesDocument, 'types'> | null | undefined): Record<NotificationType, ChannelSettings> {
  const chosen = notificationTypes.map((type) => [type, { ...defaults, ...stored?.types[type] }] as const)
  return Object.fromEntries(chosen) as Record<NotificationType, ChannelSettings>
}

/** Whether someone wants to be told at all. */
export function wantsAny({ in_app, push, email }: ChannelSettings): boolean {
  return in_app || push || email !== 'off'
}

/** Where each of these people wants to be told of each type. Who is not there any more is told nowhere. */
export async function loadAudience(db: Db, ids: readonly ObjectId[]): Promise<(id: ObjectId, type: NotificationType) => ChannelSettings> {
  if (ids.length === 0) return () => nowhere
  const users = await db.find(Users, { _id: { $in: [...ids] } }, { fields: { settings: 1 } })
  const stored = await db.find(NotificationPreferences, { _id: { $in: [...ids] } })
  const preferences = new Map(stored.map((document) => [document._id.toHexString(), document]))
  const listening = new Map(
    users
      .filter(({ settings }) => settings.notifications)
      .map(({ _id }) => [_id.toHexString(), preferencesOf(preferences.get(_id.toHexString()))]),
  )
  return (id, type) => listening.get(id.toHexString())?.[type] ?? nowhere
}

/** Where each of many people wants to be told of one type. Reads no more than those who want it otherwise than by default. */
export async function loadWideAudience(
  db: Db,
  ids: readonly ObjectId[],
  type: NotificationType,
): Promise<(id: ObjectId) => ChannelSettings> {
  if (ids.length === 0) return () => nowhere
  const among = { _id: { $in: [...ids] } }
  const choosing = await db.find(NotificationPreferences, { ...among, [`types.${type}`]: { $exists: true } }, { fields: { types: 1 } })
  const silent = await db.find(Users, { ...among, 'settings.notifications': false }, { fields: { _id: 1 } })
  const otherwise = new Map([
    ...choosing.map(({ _id, types }) => [_id.toHexString(), { ...defaults, ...types[type] }] as const),
    ...silent.map(({ _id }) => [_id.toHexString(), nowhere] as const),
  ])
  return (id) => otherwise.get(id.toHexString()) ?? defaults
}

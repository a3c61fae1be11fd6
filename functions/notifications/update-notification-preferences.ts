import { http } from '../../shared/runtime/http.ts'
import { preferencesOf } from './audience.ts'
import { updateNotificationPreferences } from './contract.ts'
import { NotificationPreferences } from './model.ts'

/** Changes the channels that the body names, each by itself, so that two devices do not undo each other's changes. */
export const handler = http(updateNotificationPreferences, async ({ user, body, db, now }) => {
  const named = Object.entries(body).flatMap(([type, channels]) =>
    Object.entries(channels ?? {}).map(([channel, value]) => [`types.${type}.${channel}`, value] as const),
  )
  if (named.length === 0) return preferencesOf(await db.get(NotificationPreferences, user.id))
  const changes = Object.fromEntries(named)
  return preferencesOf(await db.update(NotificationPreferences, user.id, { $set: { ...changes, updated_at: now } }, { upsert: true }))
})

import { http } from '../../shared/runtime/http.ts'
import { preferencesOf } from './audience.ts'
import { getNotificationPreferences } from './contract.ts'
import { NotificationPreferences } from './model.ts'

/** Answers the caller's choices, completed by the defaults. */
export const handler = http(getNotificationPreferences, async ({ user, db }) =>
  preferencesOf(await db.get(NotificationPreferences, user.id)),
)

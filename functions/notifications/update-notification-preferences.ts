import { http } from '../../shared/runtime/http.ts'
import { preferencesOf } from './audience.ts'
import { updateNotificationPreferences } from './contract.ts'
import { changePreferences } from './preferences.ts'

/** Changes the channels that the body names. */
export const handler = http(updateNotificationPreferences, async ({ user, body, db, now }) =>
  preferencesOf(await changePreferences(db, user.id, body, now)),
)

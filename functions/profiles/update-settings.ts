import { http } from '../../shared/runtime/http.ts'
import { updateSettings } from './contract.ts'
import { Users } from './model.ts'
import { presentSettings } from './present.ts'
import { ownAccount } from './visibility.ts'

/** Changes the settings that the body names, each by itself, so that two devices do not undo each other's changes. */
export const handler = http(updateSettings, async ({ user, body: { privacy, ...settings }, db, now }) => {
  const named = [...under('settings', settings), ...under('settings.privacy', privacy ?? {})]
  const before = await ownAccount(db, user.id)
  if (named.length === 0) return presentSettings(before)
  const after = await db.update(Users, user.id, { $set: { ...Object.fromEntries(named), 'settings.updated_at': now } })
  return presentSettings(after ?? before)
})

function under(path: string, values: Readonly<Record<string, unknown>>) {
  return Object.entries(values).map(([name, value]) => [`${path}.${name}`, value] as const)
}

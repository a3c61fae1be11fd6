import { http } from '../../shared/runtime/http.ts'
import { getSettings } from './contract.ts'
import { presentSettings } from './present.ts'
import { ownAccount } from './visibility.ts'

/** Answers the caller's settings. */
export const handler = http(getSettings, async ({ user, db }) => presentSettings(await ownAccount(db, user.id)))

import { http } from '../../shared/runtime/http.ts'
import { getMe } from './contract.ts'
import { presentMe } from './present.ts'
import { ownAccount } from './visibility.ts'

/** Answers the caller's own profile, with what only they may see. */
export const handler = http(getMe, async ({ user, db }) => presentMe(db, await ownAccount(db, user.id)))

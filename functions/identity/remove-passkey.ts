import { http } from '../../shared/runtime/http.ts'
import { removePasskey } from './contract.ts'
import { Passkeys } from './model.ts'

/** Forgets a passkey of the caller's. */
export const handler = http(removePasskey, async ({ params: { passkey_id }, user, db, problem }) => {
  const removed = await db.remove(Passkeys, { _id: passkey_id, user_id: user.id })
  if (!removed) throw problem('passkey_not_found')
})

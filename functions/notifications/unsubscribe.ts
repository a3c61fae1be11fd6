import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { notificationTypes, unsubscribe } from './contract.ts'
import { changePreferences } from './preferences.ts'
import { readUnsubscribeToken } from './unsubscribe-token.ts'

/** Turns the mails off that the token names, however often it comes. */
export const handler = http(unsubscribe, async ({ params, db, now, problem }) => {
  const named = await readUnsubscribeToken(params.token)
  if (!named) throw problem('unsubscribe_link_not_found')
  // Who is gone gets no mails.
  if (!(await db.get(Users, named.user_id, { fields: { _id: 1 } }))) return
  const types = named.scope === 'all' ? notificationTypes : [named.scope]
  await changePreferences(db, named.user_id, Object.fromEntries(types.map((type) => [type, { email: 'off' }])), now)
})

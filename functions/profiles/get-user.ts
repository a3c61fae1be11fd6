import { http } from '../../shared/runtime/http.ts'
import { getUser } from './contract.ts'
import { presentUser } from './present.ts'
import { visibleUsers } from './visibility.ts'

/** Answers a profile as the caller may see it. */
export const handler = http(getUser, async ({ params, user, db, problem }) => {
  const [found] = await visibleUsers(db, [params.user_id], user?.id)
  if (!found) throw problem('user_not_found')
  return presentUser(db, found, user?.id)
})

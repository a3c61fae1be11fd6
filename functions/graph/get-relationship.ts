import { http } from '../../shared/runtime/http.ts'
import { Users } from '../profiles/public.ts'
import { getRelationship } from './contract.ts'
import { relationshipOf } from './relationship.ts'

/** How the caller and someone stand to each other, also across a block: who asks learns nothing from the answer. */
export const handler = http(getRelationship, async ({ params: { user_id }, user, db, now, problem }) => {
  if (!(await db.get(Users, user_id, { fields: { _id: 1 } }))) throw problem('user_not_found')
  return relationshipOf(db, user.id, user_id, now)
})

import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { withoutHidden } from '../graph/public.ts'
import { listShares } from './contract.ts'
import { Shares } from './model.ts'
import { presentShares } from './present-shares.ts'
import { visibleSubject } from './visible-subject.ts'

/** Who shared what is the caller's own, the latest first. */
export const handler = http(listShares, async ({ params, user, db, list, problem }) => {
  const subject = await visibleSubject(db, params, user)
  if (!subject) throw problem('subject_not_found')
  if (!subject.owner_id.equals(user.id)) throw problem('forbidden')
  const page = await db.page(Shares, { filter: params, sort: { at: -1, _id: -1 }, request: list })
  const shown = await withoutHidden(db, user.id, page.items, ({ user_id }) => user_id)
  return withItems(page, await presentShares(db, shown, user))
})

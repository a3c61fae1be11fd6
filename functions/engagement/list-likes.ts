import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { withoutHidden } from '../graph/public.ts'
import { summarize } from '../profiles/public.ts'
import { listLikes } from './contract.ts'
import { Likes } from './model.ts'
import { visibleSubject } from './visible-subject.ts'

/** Who likes what the caller may see, the latest first. */
export const handler = http(listLikes, async ({ params, user, db, list, problem }) => {
  if (!(await visibleSubject(db, params, user))) throw problem('subject_not_found')
  const page = await db.page(Likes, { filter: params, sort: { at: -1, _id: -1 }, request: list })
  const shown = await withoutHidden(db, user?.id, page.items, ({ user_id }) => user_id)
  const users = await summarize(db, shown.map(({ user_id }) => user_id), user?.id)
  const items = shown.flatMap(({ user_id, at }) => {
    const summary = users.get(user_id.toHexString())
    return summary ? [{ user: summary, liked_at: at }] : []
  })
  return withItems(page, items)
})

import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listComments } from './contract.ts'
import { presentThreads } from './present-comments.ts'
import { shownThreads } from './shown-comments.ts'
import { threadsOn } from './threads.ts'
import { visibleSubject } from './visible-subject.ts'

/** The top-level comments on what the caller may see, each with the beginning of its thread. */
export const handler = http(listComments, async ({ params, query, user, db, list, problem }) => {
  if (!(await visibleSubject(db, params, user))) throw problem('subject_not_found')
  const page = await threadsOn(db, params, query.sort, list)
  return withItems(page, await presentThreads(db, await shownThreads(db, user, page.items), user))
})

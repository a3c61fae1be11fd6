import type { Filter } from 'mongodb'
import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import { type ListRequest, type Page, withItems } from '../../shared/store/page.ts'
import type { Viewer } from '../../shared/subjects.ts'
import type { Post } from '../posts/contract.ts'
import { newestFirst, type PostDocument, Posts, presentPosts, visibleTo } from '../posts/public.ts'
import { withoutMuted } from './muted.ts'

interface Asked {
  readonly filter: Filter<PostDocument>
  readonly request: ListRequest
  readonly viewer: Viewer
  readonly now: Date
}

// Behind so many reads without enough to show a page is handed out as it is, with the cursor to go on.
const mostReads = 5

/**
 * One page of the posts that meet a filter, the newest first, without reposts and without people whom the viewer mutes.
 * What the posts do not say themselves, such as who follows a private account, is sorted out after reading; what is missing
 * then is read on for.
 */
export async function visiblePage(db: Db, { filter, request, viewer, now }: Asked): Promise<Page<z.output<typeof Post>>> {
  const both = { $and: [filter, { kind: 'post' }, visibleTo(viewer)] } as Filter<PostDocument>
  const shown: z.output<typeof Post>[] = []
  let cursor = request.cursor
  for (let reads = 1; ; reads += 1) {
    const missing = { ...request, cursor, limit: request.limit - shown.length }
    const page = await db.page(Posts, { filter: both, sort: newestFirst, request: missing })
    shown.push(...(await presentPosts(db, await withoutMuted(db, viewer, page.items, now), viewer, now)))
    if (page.next_cursor === null || shown.length === request.limit || reads === mostReads) return withItems(page, shown)
    cursor = page.next_cursor
  }
}

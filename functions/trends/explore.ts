import type * as z from 'zod'
import { http } from '../../shared/runtime/http.ts'
import type { Post } from '../posts/contract.ts'
import { postSubject } from '../posts/public.ts'
import { explore } from './contract.ts'
import { withoutMuted } from './muted.ts'
import { rankedPage } from './rankings.ts'
import { shownSubjects } from './shown-subjects.ts'

/** Lists what there is to discover: nothing of people whom the caller mutes, or from whom a block parts them. */
export const handler = http(explore, async ({ user, db, list, now }) =>
  rankedPage(db, 'posts', list, async (entries) => {
    const posts = await shownSubjects<z.output<typeof Post>>(db, postSubject, entries, user)
    const heard = await withoutMuted(db, user, [...posts.values()], now)
    return new Map(heard.map((post) => [post.id.toHexString(), post]))
  }),
)

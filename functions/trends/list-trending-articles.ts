import type * as z from 'zod'
import { http } from '../../shared/runtime/http.ts'
import type { Article } from '../articles/contract.ts'
import { articleSubject } from '../articles/public.ts'
import { listTrendingArticles } from './contract.ts'
import { rankedPage } from './rankings.ts'
import { shownSubjects } from './shown-subjects.ts'

/** Lists the articles that trend, as far as the caller may see them. */
export const handler = http(listTrendingArticles, async ({ user, db, list }) =>
  rankedPage(db, 'articles', list, (entries) => shownSubjects<z.output<typeof Article>>(db, articleSubject, entries, user)),
)

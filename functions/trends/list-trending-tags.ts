import { http } from '../../shared/runtime/http.ts'
import { Tags } from '../articles/public.ts'
import { listTrendingTags } from './contract.ts'
import { rankedPage } from './rankings.ts'

/** Lists the tags that trend, but none that no published article has any more. */
export const handler = http(listTrendingTags, async ({ db, list }) =>
  rankedPage(db, 'tags', list, async (entries) => {
    const tags = await db.find(Tags, { name: { $in: entries.map(({ key }) => key) }, articles_count: { $gt: 0 } })
    return new Map(tags.map(({ _id, ...tag }) => [tag.name, { id: _id, ...tag }]))
  }),
)

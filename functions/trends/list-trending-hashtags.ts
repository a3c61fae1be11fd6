import { http } from '../../shared/runtime/http.ts'
import { listTrendingHashtags } from './contract.ts'
import { rankedPage } from './rankings.ts'

/** Lists the hashtags that trend. */
export const handler = http(listTrendingHashtags, async ({ db, list }) =>
  rankedPage(db, 'hashtags', list, async (entries) => new Map(entries.map(({ key, people = 0 }) => [key, { name: key, people_count: people }]))),
)

import { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Articles } from '../articles/public.ts'
import { byScore } from './diversity.ts'
import type { Entry } from './kind.ts'
import { latestRanking } from './rankings.ts'

/**
 * Ranks the tags of the articles that were just ranked. Each author counts once for a tag, with the best of their articles:
 * who writes much does not make a topic of it.
 */
export async function rankTags(db: Db): Promise<Entry[]> {
  const ranking = await latestRanking(db, 'articles')
  const scores = new Map(ranking?.entries.map(({ key, score }) => [key, score]))
  const ids = Array.from(scores.keys(), (hex) => new ObjectId(hex))
  const articles = await db.find(Articles, { _id: { $in: ids } }, { fields: { author_id: 1, tags: 1 } })

  const byTag = new Map<string, Map<string, number>>()
  for (const { _id, author_id, tags } of articles) {
    const [author, score] = [author_id.toHexString(), scores.get(_id.toHexString()) ?? 0]
    for (const tag of tags) {
      const authors = byTag.get(tag) ?? new Map<string, number>()
      byTag.set(tag, authors.set(author, Math.max(score, authors.get(author) ?? 0)))
    }
  }
  return Array.from(byTag, ([key, authors]) => ({ key, score: sum(authors.values()) })).toSorted(byScore)
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}

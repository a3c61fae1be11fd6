import type { Db } from '../../shared/store/database.ts'
import { Posts } from '../posts/public.ts'
import { Users } from '../profiles/public.ts'

interface Span {
  readonly from: Date
  readonly to: Date
}

// Below the most used ones nothing is worth remembering.
const mostHashtags = 5000

/**
 * How many people used each hashtag in public posts of a span, the most used ones or those of `among`. Everyone counts once,
 * however often they post; private accounts do not count.
 */
export async function hashtagUses(db: Db, { from, to }: Span, among?: readonly string[]): Promise<Map<string, number>> {
  const inSpan = { status: 'published', kind: 'post', visibility: 'public', published_at: { $gte: from, $lt: to } }
  const found = await db.aggregate<{ _id: string; people: number }>(Posts, [
    { $match: { ...inSpan, ...(among ? { hashtags: { $in: among } } : { 'hashtags.0': { $exists: true } }) } },
    { $unwind: '$hashtags' },
    ...(among ? [{ $match: { hashtags: { $in: among } } }] : []),
    { $group: { _id: '$user_id', hashtags: { $addToSet: '$hashtags' } } },
    { $lookup: { from: Users.name, localField: '_id', foreignField: '_id', pipeline: [{ $project: { is_private: 1 } }], as: 'author' } },
    { $match: { 'author.is_private': false } },
    { $unwind: '$hashtags' },
    { $group: { _id: '$hashtags', people: { $sum: 1 } } },
    { $sort: { people: -1, _id: 1 } },
    { $limit: mostHashtags },
  ])
  return new Map(found.map(({ _id, people }) => [_id, people]))
}

import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { distinct } from '../../shared/store/ids.ts'
import { Follows } from './model.ts'

/** Someone who looks, and whose things they look at. */
interface Pair {
  readonly viewer_id: ObjectId
  readonly author_id: ObjectId
}

export interface Tie {
  readonly is_follower: boolean
  /** A block, from either side. */
  readonly is_parted: boolean
}

/** How viewers stand to authors. One read, however many pairs. */
export async function loadTies(db: Db, pairs: readonly Pair[]): Promise<(pair: Pair) => Tie> {
  const apart = pairs.filter(({ viewer_id, author_id }) => !viewer_id.equals(author_id))
  if (apart.length === 0) return () => ({ is_follower: false, is_parted: false })
  const viewers = { $in: distinct(apart.map(({ viewer_id }) => viewer_id)) }
  const authors = { $in: distinct(apart.map(({ author_id }) => author_id)) }
  const edges = await db.find(
    Follows,
    { follower_id: viewers, followee_id: authors, status: { $in: ['accepted', 'barred'] } },
    { fields: { follower_id: 1, followee_id: 1, status: 1 } },
  )
  const named = (wanted: string) =>
    new Set(edges.flatMap(({ follower_id, followee_id, status }) => (status === wanted ? [nameOf(follower_id, followee_id)] : [])))
  const [followed, parted] = [named('accepted'), named('barred')]
  return ({ viewer_id, author_id }) => {
    const name = nameOf(viewer_id, author_id)
    return { is_follower: followed.has(name), is_parted: parted.has(name) }
  }
}

function nameOf(viewer: ObjectId, author: ObjectId): string {
  return `${viewer.toHexString()} ${author.toHexString()}`
}

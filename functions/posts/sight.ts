import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { isVisibleTo } from './policy.ts'
import { loadStandingsOf } from './standings.ts'
import { postsById } from './visibility.ts'

interface Look {
  readonly post_id: ObjectId
  readonly viewer_id: ObjectId
}

/** Which of many people see which of many posts. One read of each kind, however many. */
export async function loadSight(db: Db, looks: readonly Look[]): Promise<(look: Look) => boolean> {
  const posts = await postsById(db, looks.map(({ post_id }) => post_id))
  const authorOf = ({ post_id }: Look) => posts.get(post_id.toHexString())?.user_id
  const pairs = looks.flatMap((look) => {
    const author_id = authorOf(look)
    return author_id ? [{ viewer_id: look.viewer_id, author_id }] : []
  })
  const standingOf = await loadStandingsOf(db, pairs)
  return ({ post_id, viewer_id }) => {
    const post = posts.get(post_id.toHexString())
    const standing = post && standingOf({ viewer_id, author_id: post.user_id })
    return post !== undefined && standing !== undefined && isVisibleTo({ id: viewer_id }, post, standing)
  }
}

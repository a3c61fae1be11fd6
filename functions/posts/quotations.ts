import type { Db } from '../../shared/store/database.ts'
import type { PostDocument } from './model.ts'
import { isShareable } from './policy.ts'
import { loadStandingsOf } from './standings.ts'
import { postsById } from './visibility.ts'

/** Says of each of `posts` whether what it quotes, if anything, is still for everyone and not parted from its author by a block. */
export async function loadQuotability(db: Db, posts: readonly PostDocument[]): Promise<(post: PostDocument) => boolean> {
  const quotations = posts.flatMap(({ user_id, quote_of }) => (quote_of ? [{ viewer_id: user_id, ...quote_of }] : []))
  const quoted = await postsById(db, quotations.map(({ post_id }) => post_id))
  const standingOf = await loadStandingsOf(db, quotations)
  return ({ user_id, quote_of }) => {
    if (!quote_of) return true
    const original = quoted.get(quote_of.post_id.toHexString())
    const standing = standingOf({ viewer_id: user_id, author_id: quote_of.author_id })
    return original !== undefined && standing !== undefined && !standing.is_parted && isShareable(original, standing)
  }
}

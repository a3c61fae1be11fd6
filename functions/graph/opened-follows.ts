import type { Filter } from 'mongodb'
import type { HttpContext } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { visibleUsers } from '../profiles/public.ts'
import type { listFollowers, listFollowing } from './contract.ts'
import { isFollower } from './following.ts'
import { type FollowDocument, Follows } from './model.ts'
import { summariesOf } from './summaries.ts'

type ListContext = Pick<HttpContext<typeof listFollowers | typeof listFollowing>, 'params' | 'user' | 'db' | 'list' | 'problem'>

interface Side {
  readonly filter: Filter<FollowDocument>
  /** Whom the list names. */
  readonly names: 'follower_id' | 'followee_id'
}

/** One side of an account's follows, latest first. A private account's are for itself and those it has accepted. */
export async function openedFollows({ params: { user_id }, user, db, list, problem }: ListContext, { filter, names }: Side) {
  const [account] = await visibleUsers(db, [user_id], user?.id)
  if (!account) throw problem('user_not_found')
  const isOpen = !account.is_private || (user && (user.id.equals(user_id) || (await isFollower(db, user.id, user_id))))
  if (!isOpen) throw problem('private_account')

  const request = { filter: { ...filter, status: 'accepted' as const }, sort: { at: -1, _id: -1 } as const, request: list }
  const follows = await db.page(Follows, request)
  const users = await summariesOf(db, follows.items.map((follow) => follow[names]), user?.id)
  const items = follows.items.flatMap((follow) => {
    const summary = users.get(follow[names].toHexString())
    return summary ? [{ user: summary, followed_at: follow.at }] : []
  })
  return withItems(follows, items)
}

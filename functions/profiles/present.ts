import type { ObjectId } from 'mongodb'
import type * as z from 'zod'
import { lastActive } from '../../shared/runtime/activity.ts'
import type { Db } from '../../shared/store/database.ts'
import type { Me, Settings, User, UserSummary } from './contract.ts'
import { loadDisclosures } from './disclosure.ts'
import { type UserDocument, Users } from './model.ts'
import { type Disclosure, everything } from './policy.ts'

type Summary = z.output<typeof UserSummary>

/** Users as `viewer` may see them, in the order given. */
export async function presentUsers(
  db: Db,
  users: readonly UserDocument[],
  viewer: ObjectId | undefined,
): Promise<z.output<typeof User>[]> {
  const disclosed = await loadDisclosures(db, users, viewer)
  const active = await lastActive(db, users.map(({ _id }) => _id))
  return users.map((user) => toUser(user, disclosed(user), active.get(user._id.toHexString())))
}

/** A user as `viewer` may see them. */
export async function presentUser(db: Db, user: UserDocument, viewer: ObjectId | undefined): Promise<z.output<typeof User>> {
  const [presented] = await presentUsers(db, [user], viewer)
  return presented as z.output<typeof User>
}

/** A user as they see themselves. */
export async function presentMe(db: Db, user: UserDocument): Promise<z.output<typeof Me>> {
  const active = await lastActive(db, [user._id])
  return {
    ...toUser(user, everything, active.get(user._id.toHexString())),
    email: user.email,
    email_verified: user.email_verified,
    settings: presentSettings(user),
  }
}

export function presentSettings({ _id, settings }: Pick<UserDocument, '_id' | 'settings'>): z.output<typeof Settings> {
  return { user_id: _id, ...settings }
}

const summaryFields = { username: 1, full_name: 1, avatar_url: 1, settings: 1 } as const

/** How users are named to `viewer`, by id in hex; who is gone is missing. One read, a few more where privacy asks for contacts. */
export async function summarize(db: Db, ids: readonly ObjectId[], viewer: ObjectId | undefined): Promise<Map<string, Summary>> {
  if (ids.length === 0) return new Map()
  const users = await db.find(Users, { _id: { $in: [...ids] } }, { fields: summaryFields })
  const guarded = new Set(users.filter(({ settings }) => settings.privacy.profile_picture !== 'everyone'))
  const disclosed = guarded.size > 0 ? await loadDisclosures(db, [...guarded], viewer) : undefined
  const shows = (user: UserDocument) => !guarded.has(user) || disclosed?.(user).profile_picture === true
  return new Map(users.map((user) => [user._id.toHexString(), toSummary(user, shows(user))]))
}

function toSummary({ _id, username, full_name, avatar_url }: UserDocument, showsPicture: boolean): Summary {
  return { id: _id, username, full_name, avatar_url: showsPicture ? avatar_url : null }
}

function toUser(user: UserDocument, shows: Disclosure, lastActiveAt: Date | undefined): z.output<typeof User> {
  const summary = toSummary(user, shows.profile_picture)
  const { followers, following, posts, articles } = user.counts
  return {
    ...summary,
    profile_picture_url: summary.avatar_url,
    bio: user.bio,
    social_links: user.social_links,
    role: user.role,
    status: shows.status ? user.status : null,
    last_active: shows.last_seen ? (lastActiveAt ?? null) : null,
    followers_count: followers,
    following_count: following,
    posts_count: posts,
    articles_count: articles,
    is_private: user.is_private,
    created_at: user.created_at,
    updated_at: user.updated_at,
  }
}

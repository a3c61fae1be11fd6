import type { ObjectId } from 'mongodb'
import * as z from 'zod'
import { roles } from '../../shared/contract/roles.ts'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'
import { Settings } from './contract.ts'

const text = z.string().nullable()

export const Users = collection(
  'users',
  {
    _id: objectId,
    username: z.string(),
    email: z.string(),
    email_verified: z.boolean(),
    full_name: text,
    bio: text,
    status: text,
    social_links: z.object({ website: text, twitter: text, facebook: text, instagram: text }),
    avatar_media_id: objectId.nullable(),
    /** Kept beside the medium's id, so that naming a user takes no second read. */
    avatar_url: text,
    role: z.enum(roles),
    is_private: z.boolean(),
    settings: Settings.omit({ user_id: true, updated_at: true }).extend({ updated_at: date }),
    counts: z.object({ followers: z.int(), following: z.int(), posts: z.int(), articles: z.int() }),
    created_at: date,
    updated_at: date,
  },
  {
    indexes: [
      {
        key: { 'settings.notifications': 1, _id: 1 },
        partial: { 'settings.notifications': false },
        serves: 'fan-out-article: who among many wants no notifications',
      },
    ],
    outbox: true,
    shard_key: { _id: 'hashed' },
  },
)

export type UserDocument = DocumentOf<typeof Users>
export type PrivacySettings = UserDocument['settings']['privacy']

/**
 * Usernames and e-mail addresses with whose they are: `username:ada`, `email:ada@example.org`. What must be unique over
 * all shards has to be the key by which a collection is sharded, so it cannot be an index of `users`.
 */
export const AccountNames = collection('account_names', { _id: z.string(), user_id: objectId }, { shard_key: { _id: 'hashed' } })

/** The beginnings by which a user is found. A user has a few of them. */
export const SearchNames = collection(
  'search_names',
  {
    _id: z.string(),
    user_id: objectId,
    name: z.string(),
    /** The user's names that come before this one: where one of them matches too, the user was listed there. */
    lesser: z.array(z.string()).max(8),
  },
  {
    indexes: [
      { key: { name: 1, user_id: 1 }, serves: 'list-users: ?q=' },
      { key: { user_id: 1 }, serves: 'update-me: replaces the names of one user' },
    ],
    shard_key: { _id: 'hashed' },
  },
)

export const Contacts = collection(
  'contacts',
  { _id: objectId, owner_id: objectId, contact_id: objectId, created_at: date },
  {
    indexes: [
      { key: { owner_id: 1, contact_id: 1 }, unique: true, serves: 'add-contact; who lists whom, for privacy' },
      { key: { owner_id: 1, _id: -1 }, serves: 'list-contacts' },
    ],
    shard_key: { owner_id: 1, contact_id: 1 },
  },
)

export interface NewUser {
  readonly _id: ObjectId
  readonly username: string
  readonly email: string
  readonly full_name: string | null
}

const openPrivacy: PrivacySettings = {
  last_seen: 'everyone',
  profile_picture: 'everyone',
  status: 'everyone',
  read_receipts: 'everyone',
  messages: 'everyone',
}

/** A user as they begin. */
export function newUser({ _id, username, email, full_name }: NewUser, now: Date): UserDocument {
  return {
    _id,
    username,
    email,
    email_verified: false,
    full_name,
    bio: null,
    status: null,
    social_links: { website: null, twitter: null, facebook: null, instagram: null },
    avatar_media_id: null,
    avatar_url: null,
    role: 'member',
    is_private: false,
    settings: {
      theme: 'system',
      notifications: true,
      privacy: openPrivacy,
      updated_at: now,
    },
    counts: { followers: 0, following: 0, posts: 0, articles: 0 },
    created_at: now,
    updated_at: now,
  }
}

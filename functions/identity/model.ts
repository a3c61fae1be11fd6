import { Binary } from 'mongodb'
import * as z from 'zod'
import { collection, date, type DocumentOf, objectId } from '../../shared/store/collection.ts'

/** How a user proves who they are. `_id` is the user's. */
export const Credentials = collection(
  'credentials',
  {
    _id: objectId,
    /** A PHC string; null for who logs in elsewhere. */
    password_hash: z.string().nullable(),
    /** `secret` is sealed; `last_step` is the time step of the last code taken, so that each is good once. */
    totp: z
      .object({ secret: z.string(), last_step: z.int(), recovery_codes: z.array(z.string()).max(10), enabled_at: date })
      .nullable(),
    pending_totp: z.object({ secret: z.string(), created_at: date }).nullable(),
    updated_at: date,
  },
  { shard_key: { _id: 'hashed' } },
)

export type CredentialsDocument = DocumentOf<typeof Credentials>

/** A login on one device: a family of refresh tokens, of which the one with `generation` is good. */
export const Sessions = collection(
  'sessions',
  {
    _id: objectId,
    user_id: objectId,
    /** Its refresh tokens are computed from it under the application key; neither of the two suffices. */
    seed: z.string(),
    generation: z.int(),
    device: z.string(),
    place: z.string().nullable(),
    created_at: date,
    last_used_at: date,
    expires_at: date,
  },
  {
    outbox: true,
    indexes: [
      { key: { user_id: 1, _id: -1 }, serves: 'list-sessions; ending all of a user' },
      { key: { expires_at: 1 }, expire_after_seconds: 0, serves: 'expiry 30 days after the last use' },
    ],
    shard_key: { _id: 'hashed' },
  },
)

export type SessionDocument = DocumentOf<typeof Sessions>

/** The one token of a kind that a user may have: `_id` is `<purpose>:<user id>`, so that a newer one voids the older. */
export const OneTimeTokens = collection(
  'one_time_tokens',
  {
    _id: z.string(),
    token_hash: z.string(),
    requested_at: date,
    expires_at: date,
    used_at: date.nullable(),
    mailed: z.boolean(),
  },
  {
    indexes: [{ key: { expires_at: 1 }, expire_after_seconds: 0, serves: 'expiry' }],
    shard_key: { _id: 'hashed' },
  },
)

/** Who asked for a new password, by address, known or not: the same write for both, so that its time tells nothing. */
export const PasswordResetRequests = collection(
  'password_reset_requests',
  { _id: objectId, email: z.string(), created_at: date },
  {
    outbox: true,
    indexes: [{ key: { created_at: 1 }, expire_after_seconds: 24 * 3600, serves: 'expiry' }],
    shard_key: { _id: 'hashed' },
  },
)

/** Failures within a window that began with the first, and attempts whose outcome is open. `_id` is a keyed hash. */
export const Attempts = collection(
  'attempts',
  { _id: z.string(), failures: z.int(), pending: z.int(), granted: z.boolean(), window_ends: date },
  {
    indexes: [{ key: { window_ends: 1 }, expire_after_seconds: 60, serves: 'expiry' }],
    shard_key: { _id: 'hashed' },
  },
)

export const Passkeys = collection(
  'passkeys',
  {
    _id: objectId,
    user_id: objectId,
    name: z.string(),
    credential_id: z.string(),
    public_key: z.instanceof(Binary).meta({ bsonType: 'binData' }),
    counter: z.int(),
    transports: z.array(z.string()).max(10),
    is_synced: z.boolean(),
    created_at: date,
    last_used_at: date.nullable(),
  },
  {
    indexes: [
      { key: { credential_id: 1 }, unique: true, serves: 'login-with-passkey' },
      { key: { user_id: 1, _id: -1 }, serves: 'list-passkeys' },
    ],
    shard_key: { credential_id: 1 },
  },
)

export type PasskeyDocument = DocumentOf<typeof Passkeys>

/** Challenges given out to browsers, each good once. `user_id` is null for a login. */
export const PasskeyChallenges = collection(
  'passkey_challenges',
  { _id: z.string(), user_id: objectId.nullable(), expires_at: date },
  {
    indexes: [{ key: { expires_at: 1 }, expire_after_seconds: 0, serves: 'expiry' }],
    shard_key: { _id: 'hashed' },
  },
)

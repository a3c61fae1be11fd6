import type * as z from 'zod'
import { http } from '../../shared/runtime/http.ts'
import type { Db } from '../../shared/store/database.ts'
import { attachAvatar, avatarUrl } from './avatar.ts'
import { profileUpdated, updateMe } from './contract.ts'
import { type UserDocument, Users } from './model.ts'
import { claimName, indexNames, releaseName } from './names.ts'
import { presentMe } from './present.ts'
import { ownAccount } from './visibility.ts'

/** Changes what the body names and leaves the rest as it is. A new username sets the old one free. */
export const handler = http(updateMe, async ({ user, body, db, now, problem }) => {
  const before = await ownAccount(db, user.id)
  const fields = Object.keys(body)
  if (fields.length === 0) return presentMe(db, before)

  if (body.username !== undefined && body.username !== before.username) {
    await claimName(db, 'username', body.username, before._id, () => problem('username_taken'))
    await releaseName(db, 'username', before.username, before._id)
  }
  const { avatar_media_id } = body
  if (avatar_media_id !== undefined && !(await attachAvatar(db, before, avatar_media_id, now))) throw problem('media_not_found')
  const avatar = avatar_media_id !== undefined && { avatar_url: await avatarUrl(db, avatar_media_id) }
  const after = await store(db, before, { ...changes(before, body), ...avatar, updated_at: now }, fields)
  if (after.username !== before.username || after.full_name !== before.full_name) await indexNames(db, after)
  return presentMe(db, after)
})

type Body = z.output<NonNullable<typeof updateMe.body>>

function changes(before: UserDocument, { social_links, ...values }: Body): Partial<UserDocument> {
  return {
    ...values,
    ...(social_links && { social_links: { ...before.social_links, ...social_links } }),
  }
}

async function store(db: Db, before: UserDocument, change: Partial<UserDocument>, fields: string[]): Promise<UserDocument> {
  const is_private = change.is_private ?? before.is_private
  const emit = [profileUpdated({ user_id: before._id, fields, is_private })]
  return (await db.update(Users, before._id, change, { emit })) ?? before
}

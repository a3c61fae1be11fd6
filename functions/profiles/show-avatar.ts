import { eachEvent } from '../../shared/runtime/worker.ts'
import { avatarUrl } from './avatar.ts'
import { showAvatar } from './contract.ts'
import { Users } from './model.ts'

/** Shows a picture that became ready, or moved, wherever its owner is named. Others' events about it find nothing to change. */
export const handler = eachEvent(showAvatar, async ({ event: { data }, db }) => {
  const { media_id, owner_id } = data
  const shown = await db.get(Users, { _id: owner_id, avatar_media_id: media_id }, { fields: { avatar_media_id: 1 } })
  if (!shown) return
  await db.update(Users, { _id: owner_id, avatar_media_id: media_id }, { avatar_url: await avatarUrl(db, media_id) })
})

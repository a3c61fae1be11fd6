import { http } from '../../shared/runtime/http.ts'
import { shareCreated, shareSubject } from './contract.ts'
import { Shares } from './model.ts'
import { presentShares } from './present-shares.ts'
import { visibleSubject } from './visible-subject.ts'

/** Keeps that the caller shared what they may see. Each time counts. */
export const handler = http(shareSubject, async ({ params, body, user, db, now, newId, problem }) => {
  const subject = await visibleSubject(db, params, user)
  if (!subject) throw problem('subject_not_found')

  const share = { _id: newId(), ...params, user_id: user.id, owner_id: subject.owner_id, platform: body.platform, at: now }
  const { _id: share_id, at: shared_at, ...act } = share
  await db.insert(Shares, share, { emit: [shareCreated({ ...act, share_id, shared_at })] })
  const [presented] = await presentShares(db, [share], user)
  return presented as NonNullable<typeof presented>
})

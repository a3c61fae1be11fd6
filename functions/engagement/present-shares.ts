import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { summarize } from '../profiles/public.ts'
import type { ShareDocument } from './model.ts'

/** Shares as clients see them, in the order given. */
export async function presentShares(db: Db, shares: readonly ShareDocument[], viewer: Viewer) {
  const users = await summarize(db, shares.map(({ user_id }) => user_id), viewer?.id)
  return shares.map(({ _id, subject_type, subject_id, user_id, platform, at }) => {
    const user = users.get(user_id.toHexString()) ?? null
    return { id: _id, subject_type, subject_id, user_id, user, platform, shared_at: at }
  })
}

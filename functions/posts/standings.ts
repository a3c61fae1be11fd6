import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { followedBy, hiddenUsers } from '../graph/public.ts'
import { Users } from '../profiles/public.ts'
import type { Standing } from './policy.ts'

/** How the viewer stands to each of these authors; `undefined` to one who is gone. One read of each kind, however many. */
export async function loadStandings(
  db: Db,
  authors: readonly ObjectId[],
  viewer: Viewer,
): Promise<(author: ObjectId) => Standing | undefined> {
  const ids = distinct(authors)
  const [accounts, followed, parted] = await Promise.all([
    ids.length === 0 ? [] : db.find(Users, { _id: { $in: ids } }, { fields: { is_private: 1 } }),
    viewer ? followedBy(db, viewer.id, ids) : new Set<string>(),
    hiddenUsers(db, viewer?.id, ids),
  ])
  const standings = new Map(
    accounts.map(({ _id, is_private }) => {
      const hex = _id.toHexString()
      return [hex, { is_private, is_follower: followed.has(hex), is_parted: parted.has(hex) }]
    }),
  )
  return (author) => standings.get(author.toHexString())
}

export function distinct(ids: readonly ObjectId[]): ObjectId[] {
  return [...new Map(ids.map((id) => [id.toHexString(), id])).values()]
}

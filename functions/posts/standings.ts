import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { distinct } from '../../shared/store/ids.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { loadTies } from '../graph/public.ts'
import { Users } from '../profiles/public.ts'
import type { Standing } from './policy.ts'

export interface Pair {
  readonly viewer_id: ObjectId | undefined
  readonly author_id: ObjectId
}

/** How each viewer stands to each author; `undefined` to one who is gone. One read of each kind, however many. */
export async function loadStandingsOf(db: Db, pairs: readonly Pair[]): Promise<(pair: Pair) => Standing | undefined> {
  const authors = distinct(pairs.map(({ author_id }) => author_id))
  const [accounts, tieOf] = await Promise.all([
    authors.length === 0 ? [] : db.find(Users, { _id: { $in: authors } }, { fields: { is_private: 1 } }),
    loadTies(db, pairs.flatMap(({ viewer_id, author_id }) => (viewer_id ? [{ viewer_id, author_id }] : []))),
  ])
  const known = new Map(accounts.map(({ _id, is_private }) => [_id.toHexString(), is_private]))
  return ({ viewer_id, author_id }) => {
    const is_private = known.get(author_id.toHexString())
    if (is_private === undefined) return undefined
    return { is_private, ...(viewer_id ? tieOf({ viewer_id, author_id }) : { is_follower: false, is_parted: false }) }
  }
}

/** How one viewer stands to each of these authors. */
export async function loadStandings(
  db: Db,
  authors: readonly ObjectId[],
  viewer: Viewer,
): Promise<(author: ObjectId) => Standing | undefined> {
  const standingOf = await loadStandingsOf(db, authors.map((author_id) => ({ viewer_id: viewer?.id, author_id })))
  return (author_id) => standingOf({ viewer_id: viewer?.id, author_id })
}

import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { namedActors } from './contract.ts'
import { type Entry, NotificationActs } from './model.ts'

type Actor = Entry['actors'][number]

/** The latest actors of both lists, each once, the latest first. */
export function latestActors(...lists: readonly (readonly Actor[])[]): Actor[] {
  const newest = lists.flat().toSorted((a, b) => b.at.getTime() - a.at.getTime() || order(b.user_id, a.user_id))
  return newest.filter(({ user_id }, index) => newest.findIndex((other) => other.user_id.equals(user_id)) === index).slice(0, namedActors)
}

/** Which of these actors are behind which of these entries, as `<entry>:<actor>`. */
export async function loadActorsOf(db: Db, entries: readonly ObjectId[], actors: readonly ObjectId[]): Promise<Set<string>> {
  if (entries.length === 0 || actors.length === 0) return new Set()
  const pairs = await db.aggregate<{ _id: { entry: ObjectId; actor: ObjectId } }>(NotificationActs, [
    { $match: { entry_id: { $in: entries }, actor_id: { $in: actors } } },
    { $group: { _id: { entry: '$entry_id', actor: '$actor_id' } } },
  ])
  return new Set(pairs.map(({ _id }) => pairOf(_id.entry, _id.actor)))
}

/** The latest actors of an entry. Reads on past people who acted many times, once for each of the five at most. */
export async function loadLatestActors(db: Db, entry_id: ObjectId): Promise<Actor[]> {
  let actors: Actor[] = []
  for (;;) {
    const acts = await db.find(
      NotificationActs,
      { entry_id, actor_id: { $nin: [null, ...actors.map(({ user_id }) => user_id)] } },
      { sort: { at: -1 }, limit: namedActors },
    )
    const further = acts.flatMap(({ actor_id, at, post_id, comment_id }) =>
      actor_id ? [{ user_id: actor_id, at, post_id, comment_id }] : [],
    )
    actors = latestActors(actors, further)
    if (acts.length < namedActors || actors.length === namedActors) return actors
  }
}

/** Names an actor's part in an entry. */
export function pairOf(entry: ObjectId, actor: ObjectId): string {
  return `${entry.toHexString()}:${actor.toHexString()}`
}

function order(a: ObjectId, b: ObjectId): number {
  return a.toHexString() < b.toHexString() ? -1 : 1
}

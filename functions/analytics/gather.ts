import type { ObjectId } from 'mongodb'
import { measuredTypes } from './contract.ts'
import type { Act, ProfileCount } from './counting.ts'
import type { StatisticName } from './model.ts'
import { dayOf, isFolded, nameOfDay, noon, quarterOf } from './quarters.ts'

/** Sums that are still growing. */
export type Growing<Name = StatisticName> = Map<Name, number>

export interface SubjectSums {
  readonly type: string
  readonly id: ObjectId
  readonly sums: Growing
}

/** A day of the whole site, of a user's things, of a subject, or of a source that led to it. */
interface Day {
  readonly _id: string
  readonly day: Date
  readonly owner_id?: ObjectId
  /** The subject's key, `articles/<id>`. */
  readonly subject?: string
  readonly source?: string
}

export interface DaySums extends Day {
  readonly quarters: Map<number, Growing>
}

/** Acts, added up for each document that they change. */
export interface Gathered {
  /** By subject key. */
  readonly subjects: Map<string, SubjectSums>
  /** Answers to comments, by the comment's id in hex. */
  readonly replies: Map<string, number>
  /** What users' own documents count, by id in hex. */
  readonly profiles: Map<string, Growing<ProfileCount>>
  /** Published articles of categories, by id in hex, and of tags. */
  readonly categories: Map<string, number>
  readonly tags: Map<string, number>
  readonly days: Map<string, DaySums>
}

const measured = new Set<string>(measuredTypes)

/**
 * Adds up acts, however many, so that each document is written once. What happened on a day that is folded by now counts
 * at its noon.
 */
export function gather(acts: Iterable<Act>, now: Date): Gathered {
  const gathered: Gathered = {
    subjects: new Map(),
    replies: new Map(),
    profiles: new Map(),
    categories: new Map(),
    tags: new Map(),
    days: new Map(),
  }
  for (const act of acts) {
    addToCounters(gathered, act)
    const quarter = isFolded(dayOf(act.at), now) ? noon : quarterOf(act.at)
    for (const day of daysOf(act)) {
      const { quarters } = present(gathered.days, day._id, () => ({ ...day, quarters: new Map<number, Growing>() }))
      const adds = day.source === undefined ? act.adds : { views: act.adds.views ?? 0 }
      addAll(present(quarters, quarter, newSums<StatisticName>), adds)
    }
  }
  return gathered
}

/** The key of a subject. */
export function subjectKey(type: string, id: ObjectId): string {
  return `${type}/${id.toHexString()}`
}

function addToCounters({ subjects, replies, profiles, categories, tags }: Gathered, act: Act): void {
  const { adds, subject, owner_id, profile, reply_to, filed } = act
  if (subject) addAll(present(subjects, subjectKey(subject.type, subject.id), () => ({ ...subject, sums: newSums() })).sums, adds)
  if (reply_to) add(replies, reply_to.toHexString(), adds.comments ?? 0)
  if (profile && owner_id) addAll(present(profiles, owner_id.toHexString(), newSums<ProfileCount>), profile)
  for (const id of filed?.category_ids ?? []) add(categories, id.toHexString(), filed?.by ?? 0)
  for (const name of filed?.tags ?? []) add(tags, name, filed?.by ?? 0)
}

function daysOf({ at, subject, owner_id, source }: Act): Day[] {
  const day = dayOf(at)
  const name = nameOfDay(day)
  const days: Day[] = [{ _id: `site/${name}`, day }]
  if (!owner_id || (subject && !measured.has(subject.type))) return days
  days.push({ _id: `users/${owner_id.toHexString()}/${name}`, day, owner_id })
  if (!subject) return days
  const key = subjectKey(subject.type, subject.id)
  days.push({ _id: `${key}/${name}`, day, owner_id, subject: key })
  if (source !== undefined) days.push({ _id: `${key}/${name}/${source}`, day, subject: key, source })
  return days
}

function newSums<Name = StatisticName>(): Growing<Name> {
  return new Map()
}

function addAll<Name extends string>(sums: Growing<Name>, adds: Readonly<Partial<Record<Name, number>>>): void {
  for (const name of Object.keys(adds) as Name[]) add(sums, name, adds[name] ?? 0)
}

function add<Key>(sums: Map<Key, number>, key: Key, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by)
}

function present<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}

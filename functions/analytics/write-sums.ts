import { type Filter, ObjectId, type UpdateFilter } from 'mongodb'
import type { Collection, StoredDocument } from '../../shared/store/collection.ts'
import type { Db } from '../../shared/store/database.ts'
import { Users } from '../profiles/public.ts'
import { subjectOf } from '../subjects.ts'
import { type DaySums, type Gathered, type Growing, type SubjectSums, subjectKey } from './gather.ts'
import { DailyCounts, DailyReferrers } from './model.ts'
import { popularityChanges } from './popularity.ts'
import { isFolded } from './quarters.ts'
import { addToTaxonomy } from './write-taxonomy.ts'

/**
 * Writes what was gathered, each document once. Nothing comes into being for a subject or an owner that is gone. Where a
 * subject's day is written the subject is too, so that its removal meanwhile is a conflict and the transaction runs again.
 */
export async function writeSums(db: Db, gathered: Gathered, now: Date): Promise<void> {
  const { subjects, replies, profiles, days } = gathered
  const alive = await addToSubjects(db, subjects.values())
  if (replies.size > 0) await addToReplies(db, replies)
  await addToProfiles(db, profiles)
  await addToTaxonomy(db, gathered)
  await addToDays(db, days.values(), alive, now)
  await db.emit(popularityChanges(subjects.values()))
}

/** Adds to the subjects' own counts, of which each type keeps its own. Returns the keys of those that are there. */
export async function addToSubjects(db: Db, subjects: Iterable<SubjectSums>): Promise<Set<string>> {
  const alive = new Set<string>()
  for (const [type, sums] of Map.groupBy(subjects, (subject) => subject.type)) {
    const { collection, counts } = subjectOf(type)
    const there = await existing(db, collection, sums.map(({ id }) => id))
    const living = sums.filter(({ id }) => there.has(id.toHexString()))
    for (const { id } of living) alive.add(subjectKey(type, id))
    await addTo(db, collection, living.map(({ id, sums: all }) => {
      const kept = counts.map((name) => [name, all.get(name) ?? 0] as const)
      return { _id: id, by: fieldsOf('counts', kept), there: true }
    }))
  }
  return alive
}

/** Adds to the answers that comments count. */
export async function addToReplies(db: Db, replies: ReadonlyMap<string, number>): Promise<void> {
  const additions = Array.from(replies, ([id, by]) => ({ _id: new ObjectId(id), by: { 'counts.replies': by } }))
  await addTo(db, subjectOf('comments').collection, additions)
}

/** Adds to what users' own documents count. */
export async function addToProfiles(db: Db, profiles: Gathered['profiles']): Promise<void> {
  await addTo(db, Users, Array.from(profiles, ([id, sums]) => ({ _id: new ObjectId(id), by: fieldsOf('counts', sums) })))
}

/** Adds to the days of subjects that are alive, of owners who are there, and of the site. */
export async function addToDays(db: Db, days: Iterable<DaySums>, alive: ReadonlySet<string>, now: Date): Promise<void> {
  const { ofSubjects = [], ofOwners = [], ofSources = [], ofSite = [] } = Object.groupBy(days, kindOfDay)
  const owners = await existing(db, Users, ofOwners.flatMap(({ owner_id }) => owner_id ?? []))
  const isAlive = ({ subject }: DaySums) => subject !== undefined && alive.has(subject)
  await addTo(db, DailyCounts, [
    ...ofSubjects.filter(isAlive).map((sums) => additionToDay(sums, { subject: sums.subject, owner_id: sums.owner_id }, now)),
    ...ofOwners.filter(({ owner_id }) => owner_id && owners.has(owner_id.toHexString())).map((sums) => additionToDay(sums, {}, now)),
    ...ofSite.map((sums) => additionToDay(sums, {}, now)),
  ])
  await addTo(db, DailyReferrers, ofSources.filter(isAlive).map((sums) => additionToDay(sums, { source: sums.source }, now)))
}

function kindOfDay({ subject, source, owner_id }: DaySums): 'ofSubjects' | 'ofOwners' | 'ofSources' | 'ofSite' {
  if (source !== undefined) return 'ofSources'
  if (subject !== undefined) return 'ofSubjects'
  return owner_id ? 'ofOwners' : 'ofSite'
}

/** What is added to one document; with `first`, it comes into being with these fields when it is not there. */
interface Addition {
  readonly _id: ObjectId | string
  readonly by: Readonly<Record<string, number>>
  readonly first?: Readonly<Record<string, unknown>>
  /** The document is known to be there. A filter of `_id` alone needs no plan, which is a third of such a write's time. */
  readonly there?: boolean
}

async function addTo<D extends StoredDocument>(db: Db, of: Collection<D>, additions: readonly Addition[]): Promise<void> {
  const operations = additions.flatMap(({ _id, by, first, there }) => {
    const inc = Object.fromEntries(Object.entries(by).filter(([, amount]) => amount !== 0))
    if (Object.keys(inc).length === 0) return []
    const filter = (first || there ? { _id } : { _id, tombstone: { $exists: false } }) as Filter<D>
    const update = { $inc: inc, ...(first && { $setOnInsert: first }) } as UpdateFilter<D>
    return [{ updateOne: { filter, update, upsert: first !== undefined } }]
  })
  await db.bulk(of, operations)
}

function additionToDay({ _id, day, quarters }: DaySums, first: Readonly<Record<string, unknown>>, now: Date): Addition {
  const total: Growing = new Map()
  for (const sums of quarters.values()) for (const [name, by] of sums) total.set(name, (total.get(name) ?? 0) + by)
  const parts = Array.from(quarters, ([quarter, sums]) => fieldsOf(`quarters.${quarter}`, sums))
  const by = Object.assign(fieldsOf('counts', total), ...parts) as Record<string, number>
  return { _id, by, first: { day, is_folded: isFolded(day, now), ...first } }
}

function fieldsOf(prefix: string, sums: Iterable<readonly [string, number]>): Record<string, number> {
  return Object.fromEntries(Array.from(sums, ([name, by]) => [`${prefix}.${name}`, by]))
}

/** Those of `ids` that are in the collection, in hex. */
async function existing<D extends StoredDocument>(db: Db, of: Collection<D>, ids: readonly ObjectId[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const found = await db.find(of, { _id: { $in: ids } } as Filter<D>, { fields: { _id: 1 } as Partial<Record<keyof D & string, 1>> })
  return new Set(found.map(({ _id }) => String(_id)))
}

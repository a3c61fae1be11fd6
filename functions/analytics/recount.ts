import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { subjectOf } from '../subjects.ts'
import { measuredTypes } from './contract.ts'
import type { Act } from './counting.ts'
import { idsOfDays } from './days.ts'
import { countEdges, countFollows, countPublications, countReplies } from './edges.ts'
import { type DaySums, type Gathered, gather, subjectKey } from './gather.ts'
import { DailyCounts } from './model.ts'
import { bringUpPopularity } from './popularity.ts'
import { dayOf, startOfQuarter } from './quarters.ts'
import { addToDays, addToProfiles, addToReplies, addToSubjects } from './write-sums.ts'

/** A document whose counts are compared with what they count. */
export interface Counted {
  readonly _id: ObjectId
  readonly counts: Readonly<Record<string, number>>
}

/**
 * Compares documents with a recount and adds what they lack. What is under way is taken off the recount, for it is
 * neither missing nor too much. Returns how many documents were wrong. All of it must see one snapshot.
 */
export type Recount = (db: Db, documents: readonly Counted[], underWay: readonly Act[], now: Date) => Promise<number>

const measured = new Set<string>(measuredTypes)

// Counters know no time, so what they are compared with needs none.
const anyTime = new Date(0)

/** The recount of subjects of one type: their own counts and, where they have statistics, their days. */
export function recountSubjects(type: string): Recount {
  const { counts } = subjectOf(type)
  return async (db, documents, underWay, now) => {
    const ids = documents.map(({ _id }) => _id)
    const keys = new Set(ids.map((id) => subjectKey(type, id)))
    const pending = underWay.filter(({ subject }) => subject && keys.has(subjectKey(subject.type, subject.id)))
    const due = [...(await countEdges(db, type, ids)), ...negated(pending)]

    const stored = documents.map((document) => ({
      at: anyTime,
      adds: pick(document.counts, counts),
      subject: { type, id: document._id },
    }))
    const subjects = Array.from(gather([...due, ...negated(stored)], now).subjects.values())
    const wrong = subjects.filter(({ sums }) => counts.some((name) => sums.get(name)))
    await addToSubjects(db, wrong)
    await bringUpPopularity(db, type, ids)

    if (!measured.has(type)) return wrong.length
    const kept = negated(await storedDays(db, type, ids))
    const days = Array.from(gather([...due, ...kept].flatMap(byWhatIsKnown), now).days.values()).filter(isWrong)
    await addToDays(db, days, keys, now)
    return new Set([...wrong.map(({ id }) => subjectKey(type, id)), ...days.flatMap(({ subject }) => subject ?? [])]).size
  }
}

/** The recount of the answers that comments count. */
export const recountReplies: Recount = async (db, documents, underWay, now) => {
  const ids = new Set(documents.map(({ _id }) => _id.toHexString()))
  const pending = underWay.filter(({ reply_to }) => reply_to && ids.has(reply_to.toHexString()))
  const stored = documents.map(({ _id, counts }) => ({ at: anyTime, adds: { comments: counts.replies ?? 0 }, reply_to: _id }))
  const due = await countReplies(db, documents.map(({ _id }) => _id))
  const { replies } = gather([...due, ...negated(pending), ...negated(stored)], now)
  const wrong = new Map(Array.from(replies).filter(([, by]) => by !== 0))
  await addToReplies(db, wrong)
  return wrong.size
}

const profileCounts = ['articles', 'posts', 'followers', 'following'] as const

/** The recount of what users have published, and of whom they follow and who follows them. */
export const recountProfiles: Recount = async (db, documents, underWay, now) => {
  const ids = new Set(documents.map(({ _id }) => _id.toHexString()))
  const pending = underWay.filter(({ profile, owner_id }) => profile && owner_id && ids.has(owner_id.toHexString()))
  const stored = documents.map(({ _id, counts }) => ({
    at: anyTime,
    adds: {},
    owner_id: _id,
    profile: pick(counts, profileCounts),
  }))
  const users = documents.map(({ _id }) => _id)
  const due = [...(await countPublications(db, users)), ...(await countFollows(db, users))]
  const { profiles } = gather([...due, ...negated(pending), ...negated(stored)], now)
  const wrong: Gathered['profiles'] = new Map(Array.from(profiles).filter(([, sums]) => profileCounts.some((name) => sums.get(name))))
  await addToProfiles(db, wrong)
  return wrong.size
}

async function storedDays(db: Db, type: string, ids: readonly ObjectId[]): Promise<Act[]> {
  const ranges = ids.map((id) => ({ _id: idsOfDays(subjectKey(type, id)) }))
  const days = await db.find(DailyCounts, { $or: ranges })
  return days.flatMap(({ _id, day, owner_id, quarters }) => {
    const [, hex] = _id.split('/')
    const subject = ids.find((id) => id.toHexString() === hex)
    if (!subject || !owner_id) return []
    return Object.entries(quarters).map(([quarter, adds]) => ({
      at: startOfQuarter(day, Number(quarter)),
      adds,
      subject: { type, id: subject },
      owner_id,
    }))
  })
}

/** Of views only the day is known later: they are compared by it, and what is missing goes to its beginning. */
function byWhatIsKnown({ source: _source, ...act }: Act): Act[] {
  const { views = 0, unique_views = 0, ...others } = act.adds
  return [
    { ...act, adds: others },
    { ...act, at: dayOf(act.at), adds: { views, unique_views } },
  ]
}

function isWrong({ quarters }: DaySums): boolean {
  return Array.from(quarters.values()).some((sums) => Array.from(sums.values()).some((by) => by !== 0))
}

/** What takes acts off again. */
export function negated(acts: readonly Act[]): Act[] {
  return acts.map((act) => ({
    ...act,
    adds: negative(act.adds),
    ...(act.profile && { profile: negative(act.profile) }),
    ...(act.filed && { filed: { ...act.filed, by: -act.filed.by } }),
  }))
}

function negative<Sums extends Readonly<Record<string, number>>>(sums: Sums): Sums {
  return Object.fromEntries(Object.entries(sums).map(([name, by]) => [name, -by])) as Sums
}

function pick<Name extends string>(counts: Readonly<Record<string, number>>, names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, counts[name] ?? 0])) as Record<Name, number>
}

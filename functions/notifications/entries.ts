import type { AnyBulkWriteOperation, ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { latestActors, loadActorsOf, loadLatestActors, pairOf } from './actors.ts'
import type { ChannelSettings } from './audience.ts'
import { channelEvents, wantsMore } from './channels.ts'
import type { Decisions, Telling, ToldAct } from './decide.ts'
import { addUnread, isCounted, isRead } from './inbox.ts'
import { type Entry, type Inbox, NotificationActs, NotificationEntries, type StoredAct } from './model.ts'
import { actKey, type Outcome } from './outcomes.ts'

// How long acts join an entry that is in no list, as nobody can read it.
const unlistedMs = 3_600_000

export interface Scope {
  readonly db: Db
  readonly now: Date
  newId(): ObjectId
  /** The claimed inboxes of everyone concerned. */
  readonly inboxes: ReadonlyMap<string, Inbox>
}

/** An entry with the acts that join it now. */
interface Group {
  readonly entry: Entry
  readonly isNew: boolean
  readonly tellings: readonly Telling[]
}

/** Writes decisions into entries: acts join the open entry or open one, and acts taken back leave theirs. */
export async function applyDecisions(scope: Scope, decisions: Decisions): Promise<void> {
  const { db } = scope
  const groups = await findGroups(scope, decisions.tell)
  const joined = await join(scope, groups)
  await db.bulk(NotificationActs, actWrites(scope, groups, decisions))
  const left = await leave(scope, joined, decisions.takeBack)

  const opened = groups.filter(({ isNew }) => isNew)
  const vanished = left.filter(({ actors_count }) => actors_count === 0)
  const vanishedIds = new Set(vanished.map(({ _id }) => _id.toHexString()))
  const changed = new Map([...joined, ...left].map((entry) => [entry._id.toHexString(), entry]))
  await db.bulk(
    NotificationEntries,
    Array.from(changed, ([hex, entry]) => (vanishedIds.has(hex) ? removal(entry) : replacement(entry))),
  )
  await addUnread(db, [
    ...opened.map(({ entry }) => entry).filter(isCounted).map(({ recipient_id }) => ({ recipient_id, by: 1 })),
    ...vanished.filter((entry) => isCounted(entry) && !isReadIn(scope, entry)).map(({ recipient_id }) => ({ recipient_id, by: -1 })),
  ])
  await db.emit(channelEvents(opened.map(({ entry, tellings }) => ({ entry, channels: channelsOf(tellings) }))))
}

/** Finds or opens the entry of each recipient, type and subject. */
async function findGroups(scope: Scope, tell: readonly Telling[]): Promise<Group[]> {
  if (tell.length === 0) return []
  const grouped = Map.groupBy(tell, (telling) => placeOf(wantedPlace(telling)))
  const places = Array.from(grouped.values(), ([telling]) => ({ ...wantedPlace(telling as Telling), is_read: false }))
  const found = await scope.db.find(NotificationEntries, { $or: places })
  const isOpen = (entry: Entry) => !isReadIn(scope, entry) && !isOver(scope, entry, channelsOf(grouped.get(placeOf(entry)) as Telling[]))
  await close(scope, found.filter((entry) => !isOpen(entry)))
  const open = new Map(found.filter(isOpen).map((entry) => [placeOf(entry), entry]))
  return Array.from(grouped, ([place, tellings]) => {
    const entry = open.get(place)
    return { entry: entry ?? newEntry(scope, tellings[0] as Telling), isNew: !entry, tellings }
  })
}

/**
 * Whether an entry takes no more acts although nobody has read it: one that is in no list is told once, and the digest
 * closes those that it tells.
 */
function isOver({ now }: Scope, { is_listed, created_at }: Entry, channels: ChannelSettings): boolean {
  return !is_listed && wantsMore(channels) && now.getTime() - created_at.getTime() > unlistedMs
}

/** Lets entries below the inbox's mark, and those that are over, say themselves that they are read, which makes room for an open one. */
async function close({ db, inboxes }: Scope, entries: readonly Entry[]): Promise<void> {
  await db.bulk(
    NotificationEntries,
    entries.map(({ _id, recipient_id }) => {
      const read_at = inboxes.get(recipient_id.toHexString())?.read_up_to?.at ?? null
      return { updateOne: { filter: { _id, recipient_id }, update: { $set: { is_read: true, read_at } } } }
    }),
  )
}

function newEntry({ now, newId }: Scope, { recipient_id, act, channels }: Telling): Entry {
  const { type, subject_type, subject_id, root_type, root_id, notice } = act
  const nobody = { actors: [], actors_count: 0 }
  const unread = { is_read: false, read_at: null, created_at: now, updated_at: now }
  return { _id: newId(), recipient_id, type, subject_type, subject_id, root_type, root_id, notice, is_listed: channels.in_app, ...nobody, ...unread }
}

/** The entries with those who join; someone who is behind an entry already is not counted again. */
async function join({ db, now }: Scope, groups: readonly Group[]): Promise<Entry[]> {
  const present = groups.filter(({ isNew }) => !isNew).map(({ entry }) => entry._id)
  const actors = groups.flatMap(({ tellings }) => tellings.flatMap(({ act }) => act.actor_id ?? []))
  const known = await loadActorsOf(db, present, actors)
  return groups.map(({ entry, tellings }) => {
    const acting = tellings.flatMap(({ act: { actor_id, at, post_id, comment_id } }) =>
      actor_id ? [{ user_id: actor_id, at, post_id, comment_id }] : [],
    )
    const pairs = new Set(acting.map(({ user_id }) => pairOf(entry._id, user_id)))
    return {
      ...entry,
      actors: latestActors(entry.actors, acting),
      actors_count: entry.actors_count + pairs.difference(known).size,
      updated_at: now,
    }
  })
}

/** The entries without those who leave, once the acts themselves have been written. */
async function leave({ db, now }: Scope, joined: readonly Entry[], takeBack: readonly ToldAct[]): Promise<Entry[]> {
  if (takeBack.length === 0) return []
  const byEntry = Map.groupBy(takeBack, ({ entry_id }) => entry_id.toHexString())
  const ids = Array.from(byEntry.values(), ([act]) => (act as ToldAct).entry_id)
  const current = new Map(joined.map((entry) => [entry._id.toHexString(), entry]))
  const others = await db.find(NotificationEntries, {
    _id: { $in: ids.filter((id) => !current.has(id.toHexString())) },
    recipient_id: { $in: takeBack.map(({ recipient_id }) => recipient_id) },
  })
  const remaining = await loadActorsOf(db, ids, takeBack.flatMap(({ actor_id }) => actor_id ?? []))

  const left: Entry[] = []
  for (const entry of [...joined, ...others]) {
    const acts = byEntry.get(entry._id.toHexString())
    if (!acts) continue
    const gone = new Set(acts.flatMap(({ actor_id }) => (actor_id ? [pairOf(entry._id, actor_id)] : []))).difference(remaining)
    const isNamed = acts.some(({ actor_id }) => actor_id && entry.actors.some(({ user_id }) => user_id.equals(actor_id)))
    const actors = isNamed ? await loadLatestActors(db, entry._id) : entry.actors
    left.push({ ...entry, actors, actors_count: entry.actors_count - gone.size, updated_at: now })
  }
  return left
}

function actWrites(
  scope: Scope,
  groups: readonly Group[],
  { takeBack, dismissed, confirmed }: Decisions,
): AnyBulkWriteOperation<StoredAct>[] {
  const kept = [
    ...dismissed.map((outcome) => storedAct(outcome, null, scope.now)),
    ...groups.flatMap(({ entry, tellings }) => tellings.map((telling) => storedAct(telling, entry._id, null))),
  ]
  const keys = new Set(kept.map(({ _id }) => _id))
  return [
    ...confirmed.map((outcome) => ({ updateOne: { filter: { _id: actKey(outcome) }, update: { $set: { version: outcome.version } } } })),
    ...kept.map((act) => ({ replaceOne: { filter: { _id: act._id }, replacement: act, upsert: true } })),
    ...takeBack.filter(({ _id }) => !keys.has(_id)).map(({ _id }) => ({ deleteOne: { filter: { _id } } })),
  ]
}

function storedAct(outcome: Outcome, entry_id: ObjectId | null, withdrawn_at: Date | null): StoredAct {
  const { act_id, recipient_id, version, act } = outcome
  return {
    _id: actKey(outcome),
    act_id,
    recipient_id,
    entry_id,
    type: act?.type ?? 'mention',
    actor_id: act?.actor_id ?? null,
    at: act?.at ?? version,
    version,
    post_id: act?.post_id ?? null,
    comment_id: act?.comment_id ?? null,
    withdrawn_at,
  }
}

function replacement(entry: Entry): AnyBulkWriteOperation<Entry> {
  return { replaceOne: { filter: { _id: entry._id, recipient_id: entry.recipient_id }, replacement: entry, upsert: true } }
}

function removal({ _id, recipient_id }: Entry): AnyBulkWriteOperation<Entry> {
  return { deleteOne: { filter: { _id, recipient_id } } }
}

type Place = Pick<Entry, 'recipient_id' | 'type' | 'subject_type' | 'subject_id' | 'is_listed'>

function wantedPlace({ recipient_id, act: { type, subject_type, subject_id }, channels }: Telling): Place {
  return { recipient_id, type, subject_type, subject_id, is_listed: channels.in_app }
}

function placeOf({ recipient_id, type, subject_type, subject_id, is_listed }: Place): string {
  return [recipient_id.toHexString(), type, subject_type, subject_id.toHexString(), is_listed].join(':')
}

/** Acts of one type upon one person all have the same. */
function channelsOf([telling]: readonly Telling[]): ChannelSettings {
  return (telling as Telling).channels
}

function isReadIn({ inboxes }: Scope, entry: Entry): boolean {
  return isRead(entry, inboxes.get(entry.recipient_id.toHexString())?.read_up_to)
}

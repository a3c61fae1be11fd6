import type * as z from 'zod'
import type { Db } from '../../shared/store/database.ts'
import type { Viewer } from '../../shared/subjects.ts'
import { hiddenUsers } from '../graph/public.ts'
import { summarize } from '../profiles/public.ts'
import { subjectOf } from '../subjects.ts'
import type { listNotifications } from './contract.ts'
import { isRead } from './inbox.ts'
import type { Entry, Inbox } from './model.ts'
import { sentence } from './sentence.ts'

/** An entry as its recipient gets it. */
export type Presented = z.output<(typeof listNotifications)['response'][200]>['items'][number]

interface Reader {
  readonly recipient: NonNullable<Viewer>
  readonly inbox: Inbox | null
  /** Leaves out entries about things that the recipient may not see any more. */
  readonly needs_subject?: boolean
}

/** Entries as their recipient gets them, with everyone and everything named as they are called now. */
export async function presentEntries(
  db: Db,
  all: readonly Entry[],
  { recipient, inbox, needs_subject = false }: Reader,
): Promise<Presented[]> {
  const present = await withoutParted(db, all, recipient)
  const titles = await loadTitles(db, present, recipient)
  const isVisible = ({ subject_type, subject_id }: Entry) => subject_type === 'users' || titles.has(subject_id.toHexString())
  const entries = needs_subject ? present.filter(isVisible) : present
  const users = await summarize(db, entries.flatMap(({ actors }) => actors.map(({ user_id }) => user_id)), recipient.id)
  return entries.map((entry) => {
    const { _id, type, recipient_id, subject_type, subject_id, notice, actors_count, created_at, updated_at } = entry
    const actors = entry.actors.flatMap(({ user_id }) => users.get(user_id.toHexString()) ?? [])
    const names = entry.actors.map(({ user_id }) => nameOf(users.get(user_id.toHexString())))
    const latest = entry.actors[0]
    return {
      id: _id,
      type,
      recipient_id,
      actors,
      actors_count,
      sender_id: latest?.user_id ?? null,
      subject_type,
      subject_id,
      post_id: latest?.post_id ?? null,
      comment_id: latest?.comment_id ?? null,
      content: sentence({ type, notice, subject_type, title: titles.get(subject_id.toHexString()), names, actors_count }),
      is_read: isRead(entry, inbox?.read_up_to),
      created_at,
      updated_at,
    }
  })
}

/** Entries without the actors from whom a block parts the recipient, until a worker has taken them back. */
async function withoutParted(db: Db, entries: readonly Entry[], recipient: NonNullable<Viewer>): Promise<Entry[]> {
  const hidden = await hiddenUsers(db, recipient.id, entries.flatMap(({ actors }) => actors.map(({ user_id }) => user_id)))
  if (hidden.size === 0) return [...entries]
  return entries.flatMap((entry) => {
    const actors = entry.actors.filter(({ user_id }) => !hidden.has(user_id.toHexString()))
    const actors_count = entry.actors_count - (entry.actors.length - actors.length)
    return actors_count === 0 && entry.actors_count > 0 ? [] : [{ ...entry, actors, actors_count }]
  })
}

/** The titles of what the entries are about, where the recipient may see it. One read for each type. */
async function loadTitles(db: Db, entries: readonly Entry[], recipient: NonNullable<Viewer>): Promise<Map<string, string>> {
  // Entries about oneself need no title.
  const titled = entries.filter(({ subject_type }) => subject_type !== 'users')
  const byType = Map.groupBy(titled, ({ subject_type }) => subject_type)
  const loaded = await Promise.all(
    Array.from(byType, ([type, of]) => subjectOf(type).load(db, of.map(({ subject_id }) => subject_id), recipient)),
  )
  return new Map(loaded.flatMap((subjects) => Array.from(subjects, ([hex, { title }]) => [hex, title] as const)))
}

function nameOf(user: { readonly username: string; readonly full_name: string | null } | undefined): string | undefined {
  return user && (user.full_name || user.username)
}

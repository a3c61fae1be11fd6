/** What one person did to one thing, as plainly as it can be said. */
export interface ModelAct {
  readonly id: string
  readonly place: string
  readonly recipient: string
  readonly actor: string
  readonly at: number
}

export interface ModelEntry {
  readonly id: number
  readonly recipient: string
  readonly place: string
  is_read: boolean
  acts: ModelAct[]
}

export type ModelEvent = { readonly id: string; readonly does: ModelAct } | { readonly id: string; readonly undoes: string }

/** The rules of grouping without a database: an entry is the list of its acts. */
export function inboxModel() {
  const taken = new Set<string>()
  const undone = new Set<string>()
  let opened = 0
  let entries: ModelEntry[] = []

  const tell = (act: ModelAct) => {
    const open = entries.find(({ recipient, place, is_read }) => recipient === act.recipient && place === act.place && !is_read)
    if (open) {
      open.acts.push(act)
      return
    }
    opened += 1
    entries.push({ id: opened, recipient: act.recipient, place: act.place, is_read: false, acts: [act] })
  }

  return {
    /** Of a batch, what is taken back counts before what is done, and what is done joins before anything leaves. */
    deliver: (events: readonly ModelEvent[]) => {
      const fresh = events.filter(({ id }, index) => !taken.has(id) && events.findIndex((other) => other.id === id) === index)
      for (const event of fresh) {
        taken.add(event.id)
        if ('undoes' in event) undone.add(event.undoes)
      }
      for (const event of fresh) if ('does' in event && !undone.has(event.does.id)) tell(event.does)
      for (const entry of entries) entry.acts = entry.acts.filter(({ id }) => !undone.has(id))
      entries = entries.filter(({ acts }) => acts.length > 0)
    },
    of: (recipient: string) => entries.filter((entry) => entry.recipient === recipient),
    remove: (id: number) => {
      entries = entries.filter((entry) => entry.id !== id)
    },
  }
}

/** The actors of an entry, each once, the latest first. */
export function actorsOf({ acts }: ModelEntry): string[] {
  const newest = acts.toSorted((a, b) => b.at - a.at)
  return Array.from(new Set(newest.map(({ actor }) => actor)))
}

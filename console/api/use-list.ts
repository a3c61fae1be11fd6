import { useCallback, useState } from 'preact/hooks'
import { type Pending, useAnswer } from './use-answer.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
}

export interface List<Item> extends Pending<readonly Item[]> {
  /** Puts the next page after what is there; absent on the last. */
  readonly more?: () => Promise<void>
}

/** A list, read page by page. `ask` gets the cursor of every page but the first. */
export function useList<Item>(ask: (cursor?: string) => Promise<Page<Item>>, depends: readonly unknown[]): List<Item> {
  const [added, setAdded] = useState<{ to?: Page<Item>; items: readonly Item[]; next_cursor: string | null }>()
  const first = useAnswer(() => ask(), depends)
  const begun = first.value
  // Pages that belong to an earlier question do not go with this one's.
  const later = added && added.to === begun ? added : undefined
  const cursor = later ? later.next_cursor : begun?.next_cursor
  const items = begun && [...begun.items, ...(later?.items ?? [])]
  const more = useCallback(async () => {
    if (!begun || typeof cursor !== 'string') return
    const { items, next_cursor } = await ask(cursor)
    setAdded({ to: begun, items: [...(later?.items ?? []), ...items], next_cursor })
  }, [begun, cursor, later])
  const { value: _, ...pending } = first
  return { ...pending, ...(items && { value: items }), ...(typeof cursor === 'string' && { more }) }
}

import type { ComponentChildren } from 'preact'
import type { List } from '../api/use-list.ts'
import { Failure } from './failure.tsx'
import { Loaded } from './loaded.tsx'
import { useDeed } from './use-deed.ts'

interface PagedProps<Item> {
  readonly of: List<Item>
  /** What to say where there is nothing. */
  readonly empty: string
  readonly children: (items: readonly Item[]) => ComponentChildren
}

/** What is made of a list, with a button for what follows. */
export function Paged<Item>({ of: { more, ...pending }, empty, children }: PagedProps<Item>) {
  const { busy, error, run } = useDeed()
  return (
    <Loaded of={pending}>
      {(items) => (
        <>
          {items.length === 0 ? <p class="quiet">{empty}</p> : children(items)}
          <Failure error={error} />
          {more && (
            <button type="button" disabled={busy} onClick={() => run(more)}>
              Show more
            </button>
          )}
        </>
      )}
    </Loaded>
  )
}

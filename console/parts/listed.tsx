import type { List } from '../api/use-list.ts'
import { Failure } from './failure.tsx'
import { Loaded } from './loaded.tsx'
import { type Column, Table } from './table.tsx'
import { useDeed } from './use-deed.ts'

interface ListedProps<Row> {
  readonly of: List<Row>
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** What to say where there is nothing. */
  readonly empty: string
}

/** A list as a table, with a button for what follows. */
export function Listed<Row>({ of: { more, ...pending }, empty, ...table }: ListedProps<Row>) {
  const { busy, error, run } = useDeed()
  return (
    <Loaded of={pending}>
      {(rows) => (
        <>
          {rows.length === 0 ? <p class="quiet">{empty}</p> : <Table {...table} rows={rows} />}
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

import type { List } from '../api/use-list.ts'
import { Paged } from './paged.tsx'
import { type Column, Table } from './table.tsx'

interface ListedProps<Row> {
  readonly of: List<Row>
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** What to say where there is nothing. */
  readonly empty: string
}

/** A list as a table. */
export function Listed<Row>({ of: list, empty, ...table }: ListedProps<Row>) {
  return (
    <Paged of={list} empty={empty}>
      {(rows) => <Table {...table} rows={rows} />}
    </Paged>
  )
}

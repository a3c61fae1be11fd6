import type { ComponentChildren } from 'preact'

export interface Column<Row> {
  readonly label: string
  readonly cell: (row: Row) => ComponentChildren
  readonly isNumber?: boolean
}

interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Whether each row becomes a block of labelled values on a narrow screen. */
  readonly isStacking?: boolean
}

/** Rows under their columns. Roles are spelt out because browsers drop those of a table that is not laid out as one. */
export function Table<Row>({ caption, columns, rows, keyOf, isStacking = true }: TableProps<Row>) {
  const classOf = ({ isNumber }: Column<Row>) => (isNumber ? 'number' : undefined)
  return (
    <table role="table" class={isStacking ? 'stacking' : undefined}>
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.label} scope="col" role="columnheader" class={classOf(column)}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column) => (
              <td key={column.label} role="cell" class={classOf(column)} data-label={column.label}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

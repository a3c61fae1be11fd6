import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { inFull, onDay } from './format.ts'
import { type Line, plot } from './plot.ts'
import { Table } from './table.tsx'

interface ChartProps {
  readonly title: string
  /** The beginning of each bucket. */
  readonly at: readonly string[]
  readonly lines: readonly Line[]
  /** Buckets are days of UTC; else of the reader's time zone. */
  readonly isUtc?: boolean
}

/** Lines over days, and the same numbers as a table. */
export function Chart({ title, at, lines, isUtc = false }: ChartProps) {
  const canvas = useRef<HTMLDivElement>(null)
  const [pointed, setPointed] = useState<number>()
  const [isOpen, setOpen] = useState(false)
  const heading = useId()
  const isEmpty = lines.every(({ values }) => values.every((value) => value === 0))
  useEffect(() => {
    if (!canvas.current || isEmpty) return undefined
    return plot(canvas.current, { at, lines, isUtc, onPoint: setPointed })
  }, [at, lines, isUtc, isEmpty])

  const totals = lines.map(({ label, values }) => `${label} ${inFull(values.reduce((sum, value) => sum + value, 0))}`)
  return (
    <figure aria-labelledby={heading}>
      <figcaption id={heading}>{title}</figcaption>
      {isEmpty ? (
        <p class="quiet">Nothing happened in this time.</p>
      ) : (
        <>
          <Legend lines={lines} pointed={pointed} day={pointed === undefined ? undefined : onDay(at[pointed] ?? '', isUtc)} />
          <div ref={canvas} class="canvas" role="img" aria-label={`${title}: ${totals.join(', ')} in all. The table below has each day.`} />
          <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
            <summary>Numbers by day</summary>
            {isOpen && <Numbers title={title} at={at} lines={lines} isUtc={isUtc} />}
          </details>
        </>
      )}
    </figure>
  )
}

// Scrolls in itself, by keyboard too.
function Numbers({ title, at, lines, isUtc = false }: ChartProps) {
  return (
    <div class="numbers" role="region" aria-label={`${title}, numbers`} tabIndex={0}>
      <Table
        caption={title}
        columns={[
          { label: 'Day', cell: (index: number) => onDay(at[index] ?? '', isUtc) },
          ...lines.map(({ label, values }) => {
            return { label, cell: (index: number) => inFull(values[index] ?? 0), isNumber: true }
          }),
        ]}
        rows={at.map((_, index) => index)}
        keyOf={String}
        isStacking={false}
      />
    </div>
  )
}

interface LegendProps {
  readonly lines: readonly Line[]
  readonly pointed: number | undefined
  readonly day: string | undefined
}

function Legend({ lines, pointed, day }: LegendProps) {
  return (
    <ul class="legend" aria-hidden="true">
      {lines.map(({ label, values }, index) => (
        <li key={label} class={`line-${index}`}>
          {label}
          {pointed !== undefined && <b> {inFull(values[pointed] ?? 0)}</b>}
        </li>
      ))}
      {day !== undefined && <li class="day">{day}</li>}
    </ul>
  )
}

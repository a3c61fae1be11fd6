import uPlot from 'uplot'
import { inShort, onDay } from './format.ts'

/** A line of a chart. */
export interface Line {
  readonly label: string
  readonly values: readonly number[]
}

export interface PlotOptions {
  readonly at: readonly string[]
  readonly lines: readonly Line[]
  readonly isUtc: boolean
  /** Told which bucket the pointer is over, if any. */
  readonly onPoint: (index: number | undefined) => void
}

const height = 220
const day = 86_400
// Lines differ in their dashes too, for those who see their colours alike.
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3]]

// 1, 2, 5, 10, 20, 50, …: half a like does not exist.
const wholeSteps = Array.from({ length: 27 }, (_, index) => ([1, 2, 5][index % 3] ?? 1) * 10 ** Math.floor(index / 3))

/** Draws lines over time into an element, whose width it follows. Returns what takes them away. */
export function plot(element: HTMLElement, { at, lines, isUtc, onPoint }: PlotOptions): () => void {
  const times = at.map((time) => Date.parse(time) / 1000)
  const axis = { stroke: () => colour('--quiet'), grid: { stroke: () => colour('--edge'), width: 1 }, ticks: { show: false } }
  const chart = new uPlot(
    {
      width: Math.max(element.clientWidth, 1),
      height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      ...(isUtc && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') }),
      scales: { y: { range: (_, __, highest) => [0, Math.max(4, (highest ?? 0) * 1.1)] } },
      axes: [
        {
          ...axis,
          space: 64,
          size: 28,
          incrs: [1, 2, 3, 7, 14, 28].map((days) => days * day),
          values: (_, splits) => splits.map((seconds) => onDay(seconds * 1000, isUtc)),
        },
        { ...axis, size: 44, incrs: wholeSteps, values: (_, splits) => splits.map(inShort) },
      ],
      series: [
        {},
        ...lines.map(({ label }, index) => ({
          label,
          stroke: () => colour(`--line-${index}`),
          width: 2,
          dash: dashes[index % dashes.length],
          points: { show: times.length === 1 },
        })),
      ],
      hooks: { setCursor: [({ cursor: { idx } }) => onPoint(idx ?? undefined)] },
    },
    [times, ...lines.map(({ values }) => [...values])],
    element,
  )

  const resized = new ResizeObserver(() => chart.setSize({ width: Math.max(element.clientWidth, 1), height }))
  resized.observe(element)
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  const redraw = () => chart.redraw()
  scheme.addEventListener('change', redraw)
  return () => {
    resized.disconnect()
    scheme.removeEventListener('change', redraw)
    chart.destroy()
  }
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name)
}

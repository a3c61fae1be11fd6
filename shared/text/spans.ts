/** A part of a text: its first place and the one behind its last, and what is there. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly value: string
}

/** Those of `spans` that do not lie over an earlier one of the list, in the order of the text. */
export function withoutOverlaps<Part extends Span>(spans: readonly Part[]): Part[] {
  const kept: Part[] = []
  for (const span of spans) {
    if (!kept.some(({ start, end }) => span.start < end && start < span.end)) kept.push(span)
  }
  return kept.toSorted((a, b) => a.start - b.start)
}

/** The same places in `text`, given in UTF-16 code units, counted in code points. `spans` are in the order of the text. */
export function inCodePoints<Part extends Span>(text: string, spans: readonly Part[]): Part[] {
  const points = pointCounter(text)
  return spans.map((span) => ({ ...span, start: points(span.start), end: points(span.end) }))
}

/** How many code points come before a place, for places that are asked for in ascending order. */
function pointCounter(text: string): (place: number) => number {
  let units = 0
  let points = 0
  return (place) => {
    while (units < place) {
      units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
      points += 1
    }
    return points
  }
}

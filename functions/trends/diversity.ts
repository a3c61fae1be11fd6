export interface Scored {
  readonly key: string
  readonly owner: string
  readonly score: number
}

/**
 * Ranks so that nobody fills a list alone: the second thing of one person counts half, the third a quarter, and so on. What
 * others have done well comes between, and who alone is active is still seen.
 */
export function diversified(things: readonly Scored[]): Scored[] {
  const before = new Map<string, number>()
  const discounted = things.toSorted(byScore).map((thing) => {
    const earlier = before.get(thing.owner) ?? 0
    before.set(thing.owner, earlier + 1)
    return { ...thing, score: thing.score / 2 ** earlier }
  })
  return discounted.toSorted(byScore)
}

/** The greatest first; of equal ones the one that came later. */
export function byScore(a: { readonly key: string; readonly score: number }, b: { readonly key: string; readonly score: number }): number {
  return b.score - a.score || (a.key < b.key ? 1 : -1)
}

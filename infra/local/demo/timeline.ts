import type { Community } from './community.ts'

/** Something that someone does at a moment of the story. */
export interface Act {
  /** Hours after the beginning. */
  readonly at: number
  /** What there is one more of afterwards, for the summary. */
  readonly makes?: string
  readonly run: (community: Community) => Promise<unknown>
}

/**
 * Acts of one step happen side by side, at the moment of the first: what needs another act comes at least this much later.
 * Each step costs a run of every schedule that is due.
 */
export const stepHours = 4

/** The end of the story is a step of its own, so that it is the present when the story is over. */
export const closingHours = 1

const parallel = 8

/** Lets the acts of so many hours happen in their order; `moveTo` brings the clock to so many hours after the beginning. */
export async function play(
  acts: readonly Act[],
  hours: number,
  community: Community,
  moveTo: (hours: number) => Promise<void>,
): Promise<Map<string, number>> {
  const made = new Map<string, number>()
  const steps = Map.groupBy(
    acts.filter(({ at }) => at < hours).toSorted((a, b) => a.at - b.at),
    ({ at }) => (at < hours - closingHours ? Math.floor(at / stepHours) : Infinity),
  )
  for (const step of steps.values()) {
    const [first] = step
    if (first) await moveTo(first.at)
    const waiting = step.values()
    const work = async () => {
      for (const { run, makes } of waiting) {
        await run(community)
        if (makes) made.set(makes, (made.get(makes) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: parallel }, work))
  }
  return made
}

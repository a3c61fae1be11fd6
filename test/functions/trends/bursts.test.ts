import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Baseline, noBaseline, significance, withHour, withSilence } from '../../../functions/trends/bursts.ts'
import { diversified } from '../../../functions/trends/diversity.ts'

const baselineOf = (hours: readonly number[]): Baseline => hours.reduce(withHour, noBaseline)
const steady = (times: number, hours = 24 * 14) => baselineOf(Array.from({ length: hours }, () => times))

describe('a baseline', () => {
  it('is the weighted mean and variance of all hours, the latest with the most weight', () => {
    const hours = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(hours, (counts) => {
        const alpha = 1 - 0.5 ** (1 / 24)
        // The silence before the first hour weighs as much as is left for it.
        const weights = counts.map((_, index) => alpha * (1 - alpha) ** (counts.length - 1 - index))
        const mean = counts.reduce((sum, count, index) => sum + count * (weights[index] as number), 0)
        const silence = (1 - alpha) ** counts.length * mean ** 2
        const variance = counts.reduce((sum, count, index) => sum + (weights[index] as number) * (count - mean) ** 2, silence)
        const baseline = baselineOf(counts)
        expect(baseline.mean).toBeCloseTo(mean, 6)
        expect(baseline.variance / Math.max(1, variance)).toBeCloseTo(variance / Math.max(1, variance), 6)
      }),
    )
  })

  it('fades by half in a day of silence', () => {
    const before = steady(100)
    expect(withSilence(before, 24).mean / before.mean).toBeCloseTo(0.5, 6)
    expect(withSilence(before, 0)).toEqual(before)
    expect(withSilence(before, -1)).toEqual(before)
  })
})

describe('how much more often than ever something happens', () => {
  it.each([
    ['a first use by one person', noBaseline, 1, 0],
    ['as often as in any hour', steady(40), 40, 0],
    ['less often', steady(40), 30, 0],
  ] as const)('is nothing for %s', (_, baseline, times, most) => {
    expect(significance(times, baseline)).toBeLessThanOrEqual(most + 0.01)
  })

  it('is more for what is new, or quiet as a rule, than for what is always loud', () => {
    const [unheard, quiet, loud] = [noBaseline, steady(2), baselineOf(Array.from({ length: 400 }, (_, hour) => (hour % 2 === 0 ? 90 : 110)))]
    expect(significance(20, unheard)).toBeGreaterThan(significance(20, quiet))
    expect(significance(20, quiet)).toBeGreaterThan(0)
    expect(significance(120, quiet)).toBeGreaterThan(significance(120, loud))
  })

  it('grows with every further person', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 500 }), { maxLength: 50 }), fc.nat({ max: 500 }), (hours, times) => {
        const baseline = baselineOf(hours)
        expect(significance(times + 1, baseline)).toBeGreaterThan(significance(times, baseline))
      }),
    )
  })
})

describe('a ranking', () => {
  const thing = fc.record({ key: fc.uuid(), owner: fc.constantFrom('ada', 'bob', 'cy'), score: fc.double({ min: 0.01, max: 100, noNaN: true }) })

  it('holds everything once, and keeps the order of each author’s own', () => {
    fc.assert(
      fc.property(fc.uniqueArray(thing, { selector: ({ key }) => key }), (things) => {
        const ranked = diversified(things)
        expect(new Set(ranked.map(({ key }) => key))).toEqual(new Set(things.map(({ key }) => key)))
        for (const owner of ['ada', 'bob', 'cy']) {
          const scores = ranked.filter((one) => one.owner === owner).map(({ key }) => things.find((one) => one.key === key)?.score ?? 0)
          expect(scores).toEqual(scores.toSorted((a, b) => b - a))
        }
      }),
    )
  })

  it('lets others come between what one author did well', () => {
    const things = [
      { key: 'a1', owner: 'ada', score: 10 },
      { key: 'a2', owner: 'ada', score: 9 },
      { key: 'a3', owner: 'ada', score: 8 },
      { key: 'b1', owner: 'bob', score: 5 },
      { key: 'c1', owner: 'cy', score: 3 },
    ]
    expect(diversified(things).map(({ key }) => key)).toEqual(['a1', 'b1', 'a2', 'c1', 'a3'])
  })
})

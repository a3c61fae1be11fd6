import { describe, expect, it } from 'vitest'
import { compare, latencies, median, quantile } from './measure.ts'
import { keepsBudget, table } from './report.ts'

describe('what is quoted', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  it('a quantile is the value below which its share lies', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at)
    expect([quantile(values, 0), quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)]).toEqual([1, 51, 100, 100])
  })

  it.each([
    [{ value: 1.1, budget: { at: 'most', bound: 1.1 } }, true],
    [{ value: 1.11, budget: { at: 'most', bound: 1.1 } }, false],
    [{ value: 0.7, budget: { at: 'least', bound: 0.7 } }, true],
    [{ value: 0.69, budget: { at: 'least', bound: 0.7 } }, false],
    [{ value: Number.NaN, budget: { at: 'most', bound: 1 } }, false],
    [{ value: 5 }, true],
  ] as const)('whether %j keeps its budget: %s', (figure, expected) => {
    expect(keepsBudget({ name: 'something', unit: 'ms', ...figure })).toBe(expected)
  })

  it('a missed budget stands out in the table', () => {
    const budget = { at: 'most', bound: 60 } as const
    const text = table([{ name: 'fast', value: 1.234, unit: 'ms', budget }, { name: 'slow', value: 123.4, unit: 'ms', budget }])
    expect(text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['what', 'measured', 'unit', 'budget', 'detail'],
      ['fast', '1.23', 'ms', '≤ 60', 'kept'],
      ['slow', '123', 'ms', '≤ 60', 'MISSED'],
    ])
  })
})

describe('comparing', () => {
  it('takes turns, as many calls of either side, and sees which one computes longer', async () => {
    const calls = { subject: 0, baseline: 0 }
    const work = (side: keyof typeof calls, steps: number) => async () => {
      calls[side] += 1
      for (let step = 0; step < steps; step += 1) Math.sqrt(step)
    }
    const { ratio, extra_cpu_microseconds } = await compare(work('subject', 400_000), work('baseline', 4_000), { rounds: 5, calls: 10 })
    expect(calls).toEqual({ subject: 60, baseline: 60 })
    expect(ratio).toBeGreaterThan(2)
    expect(extra_cpu_microseconds).toBeGreaterThan(0)
  })

  it('runs no more work at once than there are callers, and all of it', async () => {
    let [running, most] = [0, 0]
    const seen = new Set<number>()
    const taken = await latencies(50, 4, async (index) => {
      most = Math.max(most, (running += 1))
      await new Promise(setImmediate)
      seen.add(index)
      running -= 1
    })
    expect([taken.length, seen.size, most]).toEqual([50, 50, 4])
  })
})

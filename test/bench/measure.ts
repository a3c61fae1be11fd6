/** What one side of a comparison took, per call. */
export interface Cost {
  readonly microseconds: number
  readonly cpu_microseconds: number
}

export interface Comparison {
  readonly subject: Cost
  readonly baseline: Cost
  /** The median, over the rounds, of subject ÷ baseline by time. */
  readonly ratio: number
  /** The median, over the rounds, of subject − baseline in CPU microseconds per call. */
  readonly extra_cpu_microseconds: number
}

/** The middle value; the mean of the two middle ones for an even number of values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** The value below which `share` (0 to 1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
}

async function cost(work: () => Promise<unknown>, calls: number): Promise<Cost> {
  const cpu = process.cpuUsage()
  const from = performance.now()
  for (let call = 0; call < calls; call += 1) await work()
  const elapsed = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  return { microseconds: (elapsed * 1000) / calls, cpu_microseconds: (user + system) / calls }
}

/**
 * Compares two ways of doing the same thing. They take turns in short rounds, first one then the other in front, so that
 * a machine that grows faster or slower meets both alike; the medians of the rounds' ratios are quoted.
 */
export async function compare(
  subject: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
  { rounds = 21, calls = 200 }: { rounds?: number; calls?: number } = {},
): Promise<Comparison> {
  await cost(subject, calls)
  await cost(baseline, calls)
  const pairs: { subject: Cost; baseline: Cost }[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await cost(subject, calls)
      pairs.push({ subject: first, baseline: await cost(baseline, calls) })
    } else {
      const first = await cost(baseline, calls)
      pairs.push({ subject: await cost(subject, calls), baseline: first })
    }
  }
  const middle = (side: 'subject' | 'baseline'): Cost => ({
    microseconds: median(pairs.map((pair) => pair[side].microseconds)),
    cpu_microseconds: median(pairs.map((pair) => pair[side].cpu_microseconds)),
  })
  return {
    subject: middle('subject'),
    baseline: middle('baseline'),
    ratio: median(pairs.map((pair) => pair.subject.microseconds / pair.baseline.microseconds)),
    extra_cpu_microseconds: median(pairs.map((pair) => pair.subject.cpu_microseconds - pair.baseline.cpu_microseconds)),
  }
}

/** Runs `work` for every number below `total`, at most `callers` at once; milliseconds of each. */
export async function latencies(total: number, callers: number, work: (index: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  let next = 0
  const caller = async () => {
    while (next < total) {
      const index = next
      next += 1
      const from = performance.now()
      await work(index)
      taken.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return taken
}

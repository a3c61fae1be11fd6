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

type Work<Given> = (given: Given) => Promise<unknown>

async function cost<Given>(work: Work<Given>, given: readonly Given[]): Promise<Cost> {
  const calls = given.length
  const cpu = process.cpuUsage()
  const from = performance.now()
  for (const one of given) await work(one)
  const elapsed = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  return { microseconds: (elapsed * 1000) / calls, cpu_microseconds: (user + system) / calls }
}

/**
 * Compares two ways of doing the same thing. They take turns in short rounds, first one then the other in front, so that
 * a machine that grows faster or slower meets both alike; the medians of the rounds' ratios are quoted. `give` makes what
 * a call is given, before any of its round is measured; `warmUp` rounds of each come first.
 */
export async function compare<Given = undefined>(
  subject: Work<Given>,
  baseline: Work<Given>,
  { rounds = 21, calls = 200, warmUp = 1, give }: { rounds?: number; calls?: number; warmUp?: number; give?: () => Given } = {},
): Promise<Comparison> {
  const given = () => Array.from({ length: calls }, () => give?.() as Given)
  const costOf = (work: Work<Given>) => cost(work, given())
  for (let round = 0; round < warmUp; round += 1) {
    await costOf(subject)
    await costOf(baseline)
  }
  const pairs: { subject: Cost; baseline: Cost }[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await costOf(subject)
      pairs.push({ subject: first, baseline: await costOf(baseline) })
    } else {
      const first = await costOf(baseline)
      pairs.push({ subject: await costOf(subject), baseline: first })
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

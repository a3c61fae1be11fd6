/** How often something happens in an hour, as a rule. */
export interface Baseline {
  readonly mean: number
  readonly variance: number
}

export const noBaseline: Baseline = { mean: 0, variance: 0 }

// What happened a day ago weighs half as much as what happens now.
const alpha = 1 - 0.5 ** (1 / 24)

// What is expected at least, so that a first use is no burst, and what is added to the deviation for the same reason.
const bias = 1

/**
 * A baseline with one more hour in it, in which something happened `times` times: exponentially weighted mean and variance,
 * each from the one before (Finch, Incremental Calculation of Weighted Mean and Variance, 2009).
 */
export function withHour({ mean, variance }: Baseline, times: number): Baseline {
  const difference = times - mean
  const increment = alpha * difference
  return { mean: mean + increment, variance: (1 - alpha) * (variance + difference * increment) }
}

/** A baseline with so many more hours in which nothing happened. */
export function withSilence(baseline: Baseline, hours: number): Baseline {
  let later = baseline
  for (let left = hours; left > 0; left -= 1) later = withHour(later, 0)
  return later
}

/**
 * By how many standard deviations something happens more often than it used to, both with a bias for what is rare (Schubert,
 * Weiler and Kriegel, SigniTrend, KDD 2014). At most 0 for what happens as often as ever.
 */
export function significance(times: number, { mean, variance }: Baseline): number {
  return (times - Math.max(mean, bias)) / (Math.sqrt(variance) + bias)
}

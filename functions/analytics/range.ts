import { runtimeProblem } from '../../shared/contract/problems.ts'
import { bucketBefore, bucketStarts, type Cut } from './buckets.ts'
import { mostBuckets } from './contract.ts'
import { ceilToQuarter, floorToQuarter } from './quarters.ts'

/** A span of time in whole quarters of an hour, and the starts of its buckets; the first may begin before it. */
export interface Range {
  readonly from: Date
  readonly to: Date
  readonly starts: readonly Date[]
}

const defaultDays = 30

/** The range that a query asks for. Throws `validation_failed` when it is empty or has too many buckets. */
export function rangeOf(query: { readonly from?: Date | undefined; readonly to?: Date | undefined }, cut: Cut, now: Date): Range {
  const to = query.to ?? now
  const lastDay = new Date(to.getTime() - 1)
  const from = query.from ?? bucketBefore(lastDay, { ...cut, interval: 'day' }, defaultDays - 1)
  if (from >= to) throw outside('/query/from', 'must be before `to`')
  const range = { from: floorToQuarter(from), to: ceilToQuarter(to) }
  const starts = bucketStarts(range.from, range.to, cut, mostBuckets)
  if (!starts) throw outside('/query/interval', `makes more than ${mostBuckets} buckets of this time`)
  return { ...range, starts }
}

function outside(path: string, message: string): Error {
  return runtimeProblem('validation_failed', { detail: 'Some values are not as they must be.', errors: [{ path, message }] })
}

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

let metrics: Metrics | undefined

/**
 * Publishes counts of a function as CloudWatch metrics (embedded metric format, one line for all of them), under its id.
 * Only AWS reads them: elsewhere nothing is written.
 */
export function publishCounts(functionId: string, counts: Readonly<Record<string, number>>): void {
  if (!process.env.AWS_LAMBDA_INITIALIZATION_TYPE || Object.keys(counts).length === 0) return
  metrics ??= new Metrics()
  metrics.addDimension('function', functionId)
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, value)
  metrics.publishStoredMetrics()
}

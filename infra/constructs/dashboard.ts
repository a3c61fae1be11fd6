import { type Domain, functionsOf } from '../../shared/contract/domain.ts'
import { deadLetterQueueName, functionName, queueName } from './names.ts'

type Metric = readonly (string | { readonly stat?: string; readonly label?: string })[]

const width = 12
const height = 6

/** The dashboard's graphs, with `${api-1}` standing for the id of the API of that name. */
export function dashboardBody(app: string, domains: readonly Domain[], apis: readonly string[]) {
  const workers = domains.flatMap((domain) => domain.workers).map(({ id }) => id)
  const ofApis = (name: string, stat: string): Metric[] =>
    apis.map((api) => ['AWS/ApiGateway', name, 'ApiId', `\${${api}}`, { stat, label: api }])
  const ofQueues = (name: string, queues: readonly string[]): Metric[] =>
    queues.map((queue) => ['AWS/SQS', name, 'QueueName', queue, { stat: 'Maximum', label: queue }])
  const graphs = [
    graph('Calls', ofApis('Count', 'Sum')),
    graph('Errors of the service', ofApis('5xx', 'Sum')),
    graph('Refusals', ofApis('4xx', 'Sum')),
    graph('Latency, ms', [...ofApis('Latency', 'p50'), ...ofApis('Latency', 'p99')]),
    graph(
      'Age of the oldest message, s',
      ofQueues(
        'ApproximateAgeOfOldestMessage',
        workers.map((id) => queueName(app, id)),
      ),
    ),
    graph(
      'Dead letters',
      ofQueues(
        'ApproximateNumberOfMessagesVisible',
        workers.map((id) => deadLetterQueueName(app, id)),
      ),
    ),
    graph('Functions at the same time', [
      ['AWS/Lambda', 'ConcurrentExecutions', { stat: 'Maximum' }],
      ['AWS/Lambda', 'Throttles', { stat: 'Sum' }],
    ]),
    ...domains.map((domain) => graph(`Crashes in ${domain.name}`, crashesOf(app, domain))),
  ]
  const drawn = graphs.filter(({ properties }) => properties.metrics.length > 0)
  return { widgets: drawn.map((widget, index) => ({ ...widget, x: (index % 2) * width, y: Math.floor(index / 2) * height })) }
}

function crashesOf(app: string, domain: Domain): Metric[] {
  return functionsOf(domain).map(({ id }) => [
    'AWS/Lambda',
    'Errors',
    'FunctionName',
    functionName(app, id),
    { stat: 'Sum', label: id },
  ])
}

function graph(title: string, metrics: readonly Metric[]) {
  return {
    type: 'metric',
    width,
    height,
    properties: { title, metrics, region: '${AWS::Region}', period: 60, view: 'timeSeries' },
  }
}

import { type App, Fn, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnApi, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs'
import type { Domain } from '../../shared/contract/domain.ts'
import type { Settings } from '../app-settings.ts'
import { apiDistribution } from '../constructs/api-distribution.ts'
import { logicalId } from '../constructs/names.ts'
import { type Shard, shardsOf } from '../constructs/shards.ts'

/** What the api stack gives to the domains. */
export interface ApiStack {
  readonly stack: Stack
  readonly shards: readonly Shard[]
  readonly apiIds: ReadonlyMap<string, string>
  readonly socketApiId: string | undefined
  readonly publicUrl: string
}

/** The HTTP APIs and the WebSocket API behind one address. Their routes are in the domains' stacks. */
export function apiStack(app: App, props: StackProps, settings: Settings, domains: readonly Domain[]): ApiStack {
  const stack = new Stack(app, `${settings.app}-api`, { ...props, description: 'HTTP and WebSocket APIs behind one address' })
  const shards = shardsOf(domains)
  const logs = new CfnLogGroup(stack, 'AccessLogs', {
    logGroupName: `/aws/vendedlogs/${settings.app}-api`,
    retentionInDays: settings.log_retention_days,
  })
  const apiIds = new Map(shards.map((shard) => [shard.name, httpApi(stack, shard, settings, logs).ref]))
  const socketApiId = domains.some(({ sockets }) => sockets.length > 0) ? socketApi(stack, settings, logs).ref : undefined
  const distribution = apiDistribution(stack, settings, { shards, apiIds, socketApiId })
  const host = settings.domain_name ?? distribution.attrDomainName
  return { stack, shards, apiIds, socketApiId, publicUrl: Fn.join('', ['https://', host]) }
}

function httpApi(stack: Stack, shard: Shard, settings: Settings, logs: CfnLogGroup): CfnApi {
  const api = new CfnApi(stack, logicalId(shard.name), {
    name: `${settings.app}-${shard.name}`,
    protocolType: 'HTTP',
    description: shard.segments.map((segment) => `/${segment}`).join(' ').slice(0, 1024),
    corsConfiguration: {
      allowOrigins: settings.cors_origins,
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'x-request-id'],
      exposeHeaders: [
        'etag',
        'idempotent-replayed',
        'location',
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
        'www-authenticate',
        'x-request-id',
      ],
      maxAge: 3600,
    },
  })
  stage(stack, api, '$default', settings, logs)
  return api
}

function socketApi(stack: Stack, settings: Settings, logs: CfnLogGroup): CfnApi {
  const api = new CfnApi(stack, 'SocketApi', {
    name: `${settings.app}-sockets`,
    protocolType: 'WEBSOCKET',
    routeSelectionExpression: '$request.body.type',
  })
  // The stage's name is its path, so that `/ws` needs no rewriting.
  stage(stack, api, 'ws', settings, logs)
  return api
}

function stage(stack: Stack, api: CfnApi, name: string, settings: Settings, logs: CfnLogGroup): void {
  new CfnStage(stack, `${api.node.id}Stage`, {
    apiId: api.ref,
    stageName: name,
    autoDeploy: true,
    defaultRouteSettings: {
      throttlingRateLimit: settings.requests_per_second,
      throttlingBurstLimit: settings.requests_per_second,
    },
    accessLogSettings: { destinationArn: logs.attrArn, format: accessLogFormat },
  })
}

// Neither addresses nor query strings: those are personal, or hold a token.
const accessLogFormat = JSON.stringify({
  request_id: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.messageString',
  integration_error: '$context.integrationErrorMessage',
  latency_ms: '$context.responseLatency',
  response_bytes: '$context.responseLength',
})

import { type App, Fn, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { CfnApi, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs'
import type { Domain } from '../../shared/contract/domain.ts'
import type { Settings } from '../app-settings.ts'
import { apiDistribution } from '../constructs/api-distribution.ts'
import { sharedCode } from '../constructs/code.ts'
import { lambdaIntegration } from '../constructs/endpoint.ts'
import { lambda } from '../constructs/function.ts'
import { logicalId, share, type Shared } from '../constructs/names.ts'
import type { Platform } from '../constructs/platform.ts'
import { type Shard, shardsOf } from '../constructs/shards.ts'
import type { MediaOrigins } from '../pages.ts'

/** What the api stack gives to the domains. */
export interface ApiStack {
  readonly stack: Stack
  readonly shards: readonly Shard[]
  readonly apiIds: Platform['apiIds']
  readonly socketApiId: string | undefined
  readonly publicUrl: string
  readonly viewerAddressHeader: string
}

export interface ApiProps {
  readonly settings: Settings
  readonly domains: readonly Domain[]
  /** Of the key that encrypts the secrets. */
  readonly keyId: string
  readonly mediaOrigins: MediaOrigins
  /** The folder of built functions, or nothing where no code is wanted. */
  readonly codeDirectory: string | undefined
}

/** The HTTP APIs and the WebSocket API behind one address. Their routes are in the domains' stacks. */
export function apiStack(app: App, stackProps: StackProps, props: ApiProps): ApiStack {
  const { settings, domains, keyId, mediaOrigins, codeDirectory } = props
  const stack = new Stack(app, `${settings.app}-api`, {
    ...stackProps,
    description: 'HTTP and WebSocket APIs behind one address',
  })
  const shards = shardsOf(domains)
  const logs = new CfnLogGroup(stack, 'AccessLogs', {
    logGroupName: `/aws/vendedlogs/${settings.app}-api`,
    retentionInDays: settings.log_retention_days,
  })
  const apis = shards.map((shard) => ({ name: shard.name, api: httpApi(stack, shard, settings, logs) }))
  answerUnrouted(
    stack,
    apis.map(({ api }) => api),
    settings,
    codeDirectory,
  )
  const apiIds = new Map(apis.map(({ name, api }) => [name, api.ref] as const))
  const sockets = domains.some((domain) => domain.sockets.length > 0) ? socketApi(stack, settings, logs) : undefined
  // No client knows the key's id: who calls an HTTP API past the distribution cannot claim to be someone else.
  const viewerAddressHeader = `x-viewer-${keyId}`
  const { distribution, siteBucket } = apiDistribution(stack, settings, {
    shards,
    apiIds,
    socketApiId: sockets?.ref,
    viewerAddressHeader,
    mediaOrigins,
  })
  const shared = (what: Shared, value: string) => share(stack, settings.app, what, value)
  shared('site-bucket', siteBucket.bucketName)
  return {
    stack,
    shards,
    apiIds: new Map(Array.from(apiIds, ([name, apiId]) => [name, shared(name, apiId)])),
    socketApiId: sockets && shared('socket-api', sockets.ref),
    publicUrl: Fn.join('', ['https://', settings.domain_name ?? shared('public-host', distribution.attrDomainName)]),
    viewerAddressHeader,
  }
}

function httpApi(stack: Stack, shard: Shard, settings: Settings, logs: CfnLogGroup): CfnApi {
  const api = new CfnApi(stack, logicalId(shard.name), {
    name: `${settings.app}-${shard.name}`,
    protocolType: 'HTTP',
    description: shard.segments
      .map((segment) => `/${segment}`)
      .join(' ')
      .slice(0, 1024),
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

// What no route takes is answered as a problem, with the methods that a known path has.
function answerUnrouted(stack: Stack, apis: readonly CfnApi[], settings: Settings, codeDirectory: string | undefined): void {
  const handler = lambda(
    stack,
    { settings },
    {
      id: 'unrouted',
      description: 'Answers 404 and 405',
      handler: 'unrouted.handler',
      code: sharedCode(stack, codeDirectory),
      environment: { POWERTOOLS_SERVICE_NAME: settings.app },
      permissions: [],
      memoryMb: 512,
      timeoutSeconds: 6,
    },
  )
  for (const api of apis) {
    const integration = lambdaIntegration(stack, `Unrouted${api.node.id}`, api.ref, handler)
    const route = new CfnRoute(stack, `Unrouted${api.node.id}Route`, {
      apiId: api.ref,
      routeKey: '$default',
      target: `integrations/${integration.ref}`,
    })
    Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: 'That nothing is there may be told to anyone.' })
  }
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

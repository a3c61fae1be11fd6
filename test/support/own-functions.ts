import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { type Db as MongoDb, MongoClient } from 'mongodb'
import { createSecretsEndpoint } from '../../infra/local/secrets.ts'
import { type Environment, runInEnvironment } from '../../shared/runtime/environment.ts'
import type { Collection } from '../../shared/store/collection.ts'
import { migrateCollections } from '../../shared/store/migrate.ts'
import { runtimeCollections } from '../../shared/runtime/collections.ts'
import { closeClients } from '../../shared/store/client.ts'
import type { HttpHandler } from '../../shared/runtime/http.ts'
import type { Json } from './actor.ts'
import { freshName } from './names.ts'
import type { StackAddresses } from './process.ts'
import { answerService } from './services.ts'

export interface HttpRequest {
  readonly method: string
  readonly path: string
  /** The route, where it has parameters. */
  readonly route?: string
  readonly params?: Record<string, string>
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly isBase64Encoded?: boolean
  readonly remaining_ms?: number
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Json
}

/** Functions of one's own over the real mongod, in an environment as a template gives it. */
export interface Functions {
  /** A database of their own. */
  readonly database: MongoDb
  readonly client: MongoClient
  readonly environment: Environment
  run<Result>(work: () => Result): Result
  call(handler: HttpHandler, request: HttpRequest): Promise<HttpAnswer>
  close(): Promise<void>
}

/** Opens functions over these collections, beside a running stack. */
export async function openFunctions(
  { mongodb_uri, api_url }: StackAddresses,
  collections: readonly Collection[],
  variables: Record<string, string> = {},
): Promise<Functions> {
  const stateDir = await mkdtemp(join(tmpdir(), 'atrium-secrets-'))
  const secrets = createSecretsEndpoint({ stateDir })
  secrets.ensure('atrium', () => JSON.stringify({ mongodb_uri, application_key: 'k'.repeat(43) }))
  const silence = await answerService('SECRETS_MANAGER', (request, response) => void secrets.handle(request, response))
  const environment = Object.freeze({
    ATRIUM_SECRET_ID: 'atrium',
    MONGODB_DATABASE: freshName('test'),
    MONGODB_MAX_POOL_SIZE: '20',
    EVENT_ROUTES: '{}',
    QUEUE_URL_PREFIX: 'http://127.0.0.1:1/000000000000/none-',
    TOKEN_ISSUER: api_url,
    PUBLIC_URL: api_url,
    TRUSTED_ISSUERS: '[]',
    ...variables,
  })
  const client = await new MongoClient(mongodb_uri, { monitorCommands: true }).connect()
  const database = client.db(environment.MONGODB_DATABASE)
  await migrateCollections(database, [...runtimeCollections, ...collections])
  const run = <Result>(work: () => Result) => runInEnvironment(environment, work)
  return {
    database,
    client,
    environment,
    run,
    call: (handler, request) => run(() => call(handler, request)),
    close: async () => {
      await database.dropDatabase()
      await client.close()
      await closeClients()
      silence()
      await rm(stateDir, { recursive: true })
    },
  }
}

async function call(handler: HttpHandler, request: HttpRequest): Promise<HttpAnswer> {
  const remaining = request.remaining_ms ?? 6000
  const context = { getRemainingTimeInMillis: () => remaining, awsRequestId: 'test' } as Context
  const answer: APIGatewayProxyStructuredResultV2 = await handler(gatewayEvent(request), context)
  const text = answer.body ?? ''
  return { status: answer.statusCode ?? 200, headers: answer.headers as Record<string, string>, body: text === '' ? undefined : JSON.parse(text) }
}

/** An API Gateway event (HTTP API, payload 2.0) for a request. */
export function gatewayEvent({ method, path, route = path, params, query = '', headers = {}, body, isBase64Encoded = false }: HttpRequest): APIGatewayProxyEventV2 {
  const routeKey = `${method} ${route}`
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: { 'user-agent': 'test', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(params && { pathParameters: params }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'test',
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  }
}

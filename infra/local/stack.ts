import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate } from '../../functions/migrate.ts'
import { closeClients } from '../../shared/store/client.ts'
import { createAdmin } from './admin.ts'
import { createClock } from './clock.ts'
import { lazyConsole } from './console.ts'
import { eventSources } from './event-sources.ts'
import { pathOf } from './exchange.ts'
import { createGateway } from './gateway.ts'
import { type LambdaFunction, lambdaFunctions } from './lambda.ts'
import { createMailEndpoint } from './mail.ts'
import { createQueues } from './queues.ts'
import { createQueuesEndpoint } from './queues-endpoint.ts'
import { createS3Front } from './s3-front.ts'
import { createSchedules } from './schedules.ts'
import { createSecretsEndpoint } from './secrets.ts'
import { localAddresses, sdkEnvironment } from './stack-addresses.ts'
import { bucketNotifications, bucketsOf } from './stack-buckets.ts'
import { type Database, startDatabase } from './stack-database.ts'
import { lazyDocs } from './stack-docs.ts'
import { captureFunctionLogs } from './stack-logs.ts'
import { pageHeaders } from './stack-pages.ts'
import { eventRules } from './stack-rules.ts'
import { ensureSecrets } from './stack-secrets.ts'
import { openServer } from './stack-servers.ts'
import { openSockets } from './stack-sockets.ts'
import { takeStateDir } from './stack-state.ts'
import { readyTemplates } from './stack-synthesis.ts'
import { cloudOf } from './template.ts'

export interface StackOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly stateDir: string
  /** Begins with an empty state folder. */
  readonly fresh?: boolean
  /** How far in the past the clock begins, asked once the database runs. */
  readonly secondsBehind?: (mongodbUri: string) => Promise<number>
  /** Says what is worth a line on the terminal. */
  readonly report?: (line: string) => void
  /** Gives up the start. */
  readonly signal?: AbortSignal
}

/** The whole cloud on one machine. One process runs one stack, because the AWS SDK and `Date` belong to the process. */
export interface LocalStack {
  readonly apiUrl: string
  readonly socketUrl: string
  readonly s3Url: string
  readonly mongodbUri: string
  /** Ends what is under way, and every child. */
  stop(): Promise<void>
}

const sources = fileURLToPath(new URL('../../functions', import.meta.url))
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const patienceMs = 10_000

/** Starts the stack and resolves once it takes requests. A start that fails or is given up leaves nothing behind. */
export async function startStack({
  port,
  fresh = false,
  report = () => undefined,
  secondsBehind = () => Promise.resolve(0),
  ...options
}: StackOptions): Promise<LocalStack> {
  const stateDir = resolve(options.stateDir)
  const signal = options.signal ?? new AbortController().signal
  await using ends = new AsyncDisposableStack()

  const state = await takeStateDir(stateDir, { fresh })
  ends.defer(() => state.release())
  const logs = captureFunctionLogs(stateDir, report)
  ends.defer(() => logs.close())

  // The database ends after the servers, though it starts after them: a taken port should be told at once.
  let database: Database | undefined
  ends.defer(() => database?.stop())
  ends.defer(closeClients)
  const [services, s3, api] = [await openServer(0), await openServer(0), await openServer(port)]
  for (const server of [services, s3, api]) ends.defer(() => server.close(patienceMs))
  const listeners = { api: api.url, services: services.url, s3: s3.url }
  Object.assign(process.env, sdkEnvironment(listeners, credentials))

  const starting = startDatabase({ stateDir, report, signal }).then((started) => (database = started))
  const synthesis = readyTemplates(stateDir)
  // Both are awaited whatever becomes of one, so that nothing starts after the end.
  await Promise.allSettled([starting, synthesis])
  const [{ uri, outboxIsEmpty }, cloud] = [await starting, cloudOf(await synthesis)]
  signal.throwIfAborted()

  const secrets = createSecretsEndpoint({ stateDir })
  const mail = createMailEndpoint({ stateDir, now: () => new Date() })
  const queues = createQueues(cloud, state.journal)
  const queuesEndpoint = createQueuesEndpoint(queues, ({ name }) => `${services.url}/000000000000/${name}`)
  services.serve(async (req, res) => {
    const handled = (await queuesEndpoint.handle(req, res)) || (await secrets.handle(req, res)) || (await mail.handle(req, res))
    if (!handled) res.writeHead(404).end()
  })
  const onObjectCreated = bucketNotifications(cloud, queues)
  const { handle: serveS3 } = createS3Front({
    stateDir,
    credentials,
    region: 'local',
    buckets: bucketsOf(cloud),
    onObjectCreated,
  })
  s3.serve(serveS3)

  await Promise.all([ensureSecrets(cloud, secrets, uri), migrate(uri)])
  signal.throwIfAborted()
  const localise = localAddresses(cloud, listeners)
  const functions = lambdaFunctions(cloud, { sources, localise, onFailure: logs.failed })
  const clock = createClock({ secondsBehind: await secondsBehind(uri) })
  const schedules = createSchedules(cloud, functions)
  const consumers = eventSources(cloud, queues, functions)
  const tell = eventRules(cloud, queues)
  const admin = createAdmin({ clock, schedules, sources: consumers, tell, mails: mail.list, outboxIsEmpty })
  const headers = pageHeaders(cloud, localise)
  const docs = lazyDocs(api.url, headers)
  const pages = lazyConsole(headers)
  const gateway = createGateway(cloud, functions)
  const sockets = openSockets(cloud, functions, api.server)
  ends.defer(() => sockets.close())
  api.serve(async (req, res) => {
    const path = pathOf(req)
    // Most requests are for the API, and only what cannot be is offered to the others first.
    if (path.startsWith('/v1/')) return gateway(req, res)
    return (
      (await admin.handle(req, res)) ||
      (await docs.handle(req, res)) ||
      (await pages.handle(req, res)) ||
      (await sockets.manage(req, res)) ||
      gateway(req, res)
    )
  })

  for (const consumer of consumers) consumer.start()
  ends.defer(() => inTime(Promise.all([schedules.stop(), ...consumers.map((consumer) => consumer.stop())])))
  await schedules.start()
  signal.throwIfAborted()
  const socketUrl = `${api.url.replace('http', 'ws')}/ws`
  state.announce({ api_url: api.url, socket_url: socketUrl, s3_url: s3.url, mongodb_uri: uri, pid: process.pid })
  void warmUp(functions, logs.failed)

  const started = ends.move()
  return { apiUrl: api.url, socketUrl, s3Url: s3.url, mongodbUri: uri, stop: () => started.disposeAsync() }
}

/** The first call of each function is as fast as the second, and one that cannot be imported is told early. */
async function warmUp(
  functions: ReadonlyMap<string, LambdaFunction>,
  onFailure: (id: string, error: unknown) => void,
): Promise<void> {
  for (const { id, load } of functions.values()) await load().catch((error: unknown) => onFailure(id, error))
}

/** What takes too long is left alone: its messages are in the journal. */
async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  await Promise.race([work, patience])
  clearTimeout(timer)
}

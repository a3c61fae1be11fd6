import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { type Environment, runInEnvironment } from '../../shared/runtime/environment.ts'
import type { Cloud, Resource } from './template.ts'

type Handler = (event: unknown, context: Omit<Context, 'done' | 'fail' | 'succeed'>) => unknown

/** A Lambda function of the templates, run from its source. */
export interface LambdaFunction {
  /** The id in its contract. */
  readonly id: string
  readonly name: string
  /** What its handler answers. Rejects with what it throws, or when its time is over. */
  invoke(event: unknown): Promise<unknown>
  /** Imports its source ahead of the first invocation. */
  load(): Promise<void>
}

export interface LambdaOptions {
  /** The folder of `<domain>/<use-case>.ts`. */
  readonly sources: string
  /** Puts local addresses in the place of those in AWS. */
  readonly localise: (text: string) => string
  /** Hears of every invocation that fails, whoever made it. */
  readonly onFailure: (id: string, error: unknown) => void
}

const properties = {
  Handler: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
}

/** The functions of the templates by their names, without those that are not the project's. */
export function lambdaFunctions(cloud: Cloud, options: LambdaOptions): Map<string, LambdaFunction> {
  const functions = cloud.ofType('AWS::Lambda::Function').flatMap((resource) => lambdaFunction(resource, options) ?? [])
  return new Map(functions.map((lambda) => [lambda.name, lambda]))
}

/** The name of the function that an ARN, or the URI of an integration, or the name itself, stands for. */
export function functionNameIn(reference: string): string {
  return /:function:([\w-]+)/.exec(reference)?.[1] ?? reference
}

function lambdaFunction(resource: Resource, { sources, localise, onFailure }: LambdaOptions): LambdaFunction | undefined {
  const { Handler, Environment, Timeout, MemorySize } = resource.read(properties)
  const [path = '', exported = ''] = Handler.split('.')
  const source = join(sources, `${path}.ts`)
  // CDK brings functions of its own, which only a deployment needs.
  if (Environment.Variables.FUNCTION_ID === undefined && !existsSync(source)) return undefined

  const name = resource.reference
  const given = Object.entries(Environment.Variables).map(([key, value]) => [key, localise(value)] as const)
  // One object for all invocations, frozen, because what a function parses from it is kept for as long as it lives.
  const variables: Environment = Object.freeze({ ...runtimeVariables(name, MemorySize), ...Object.fromEntries(given), ...shared })
  let handler: Promise<Handler> | undefined
  const load = () => (handler ??= runInEnvironment(variables, () => importHandler(source, exported)))

  const id = variables.FUNCTION_ID ?? name
  return {
    id,
    name,
    async load() {
      await load()
    },
    async invoke(event) {
      try {
        const run = await load()
        const deadline = performance.now() + Timeout * 1000
        const context = newContext(name, resource.attribute('Arn'), MemorySize, deadline)
        return await inTime(Timeout, () => runInEnvironment(variables, () => run(event, context)))
      } catch (error) {
        onFailure(id, error)
        throw error
      }
    },
  }
}

async function importHandler(source: string, exported: string): Promise<Handler> {
  const module = (await import(pathToFileURL(source).href)) as Record<string, unknown>
  const handler = module[exported]
  if (typeof handler !== 'function') throw new Error(`${source} exports no function ${exported}`)
  return handler as Handler
}

// One process does the work of many containers, so it needs the connections of many. Who is called from here, as receivers
// of webhooks are, may run on the same machine.
const shared = { MONGODB_MAX_POOL_SIZE: '32', OUTBOUND_LOOPBACK: 'allowed' }

// What Lambda itself sets for every function.
function runtimeVariables(name: string, memory: number): Environment {
  return {
    AWS_REGION: process.env.AWS_REGION,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
    TZ: ':UTC',
  }
}

function newContext(name: string, arn: string, memory: number, deadline: number): Parameters<Handler>[1] {
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memory),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  }
}

/** The caller gets its error at the timeout; the work itself cannot be stopped inside one process. */
async function inTime(seconds: number, work: () => unknown): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Task timed out after ${seconds.toFixed(2)} seconds`)), seconds * 1000)
  })
  try {
    return await Promise.race([work(), timeout])
  } finally {
    clearTimeout(timer)
  }
}

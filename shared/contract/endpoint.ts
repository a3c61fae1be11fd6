import * as z from 'zod'
import type { AnyEvent } from './event.ts'
import { id } from './fields.ts'
import { type Problems, type ProblemStatus, type RuntimeProblem, runtimeProblems } from './problems.ts'
import type { Resource } from './resources.ts'
import type { Role } from './roles.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call: anyone, any signed-in user, or a role (an admin always may). */
export type Access = 'public' | 'user' | Exclude<Role, 'member'>

/** At most `max` calls in `window_seconds` for one user or one address. */
export interface RateLimit {
  readonly per: 'user' | 'address'
  readonly max: number
  readonly window_seconds: number
}

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never

export type ParamsOf<Path extends string, Overrides extends z.ZodRawShape> = {
  [Name in ParamNames<Path>]: Name extends keyof Overrides ? z.output<Overrides[Name]> : z.output<typeof id>
}

export type Responses = Readonly<Record<number, z.ZodType | null>>

export interface EndpointSpec<
  Path extends string = string,
  Params extends z.ZodRawShape = z.ZodRawShape,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends Responses = Responses,
  Declared extends Problems = Problems,
  Auth extends Access = Access,
> {
  /** Verb and noun: `publish-article`. Names the file, the Lambda and the OpenAPI operation. */
  readonly id: string
  readonly method: Method
  /** `{name_id}` is an ObjectId unless `params` says otherwise. An enum in `params` becomes one route per value. */
  readonly path: Path
  readonly summary: string
  readonly description?: string
  readonly auth: Auth
  readonly params?: Params
  /** Without one, any query parameter is refused. */
  readonly query?: Query
  /** Without one, only an empty body or `{}` is taken. */
  readonly body?: Body
  /** `raw`: the body reaches the use case as bytes, unparsed (signed webhooks, CSV). */
  readonly body_type?: 'json' | 'raw'
  /** Media types taken, where it is not JSON. */
  readonly consumes?: readonly string[]
  /** Statuses with the schema of their body; `null` is an answer without one. */
  readonly response: Response
  /** Media type of the answer where it is not JSON; such a body is a string. */
  readonly produces?: string
  readonly problems?: Declared
  readonly emits?: readonly AnyEvent[]
  /**
   * Several documents change together: the use case runs in a transaction and may be run again. Names of body fields: only
   * a call that gives one of them needs it.
   */
  readonly transaction?: boolean | readonly string[]
  /** Fields of the answer, and of the document behind it, that name its version: it carries an `ETag`, and GET answers 304. */
  readonly etag?: readonly string[]
  /** The use case checks `If-Match` with `expectVersion`, against the fields in `etag`. */
  readonly if_match?: boolean
  readonly limit?: RateLimit
  readonly uses?: readonly Resource[]
  /** A token that is there but bad is ignored (register, login, refresh). */
  readonly ignores_token?: boolean
  /** `Cache-Control` of a success. Default `no-store` for the signed-in, `no-cache` otherwise. */
  readonly cache_control?: string
  readonly memory_mb?: number
  /** Seconds until the call answers 503. Default 4.5. */
  readonly timeout_seconds?: number
}

export interface EndpointContract<
  Path extends string = string,
  Params extends z.ZodRawShape = z.ZodRawShape,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends Responses = Responses,
  Declared extends Problems = Problems,
  Auth extends Access = Access,
> extends EndpointSpec<Path, Params, Query, Body, Response, Declared, Auth> {
  readonly kind: 'endpoint'
  readonly problems: Declared
}

// The widest endpoint: what loops over the catalogue sees.
export type AnyEndpoint = EndpointContract

/** Declares one HTTP call: the types of its use case, its route, its Lambda and its OpenAPI operation follow from it. */
export function endpoint<
  const Path extends string,
  const Response extends Responses,
  const Auth extends Access,
  Params extends z.ZodRawShape = Record<never, never>,
  Query extends z.ZodType = z.ZodType<Record<string, never>>,
  Body extends z.ZodType = z.ZodType<Record<string, never>>,
  const Declared extends Problems = Record<never, never>,
>(
  spec: EndpointSpec<Path, Params, Query, Body, Response, Declared, Auth>,
): EndpointContract<Path, Params, Query, Body, Response, Declared, Auth> {
  return { ...spec, kind: 'endpoint', problems: spec.problems ?? ({} as Declared) }
}

/** The names in a path's braces, in order. */
export function pathParameters(path: string): string[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), (match) => match[1] as string)
}

export interface Route {
  readonly method: Method
  readonly path: string
  /** Values that this route fixes for enum parameters. */
  readonly fixed: Readonly<Record<string, string>>
}

/** The literal routes of an endpoint: one, or one for each value of the enums among its parameters. */
export function routesOf(contract: Pick<AnyEndpoint, 'method' | 'path' | 'params'>): Route[] {
  let routes: Route[] = [{ method: contract.method, path: contract.path, fixed: {} }]
  for (const [name, schema] of Object.entries(contract.params ?? {})) {
    if (!(schema instanceof z.ZodEnum)) continue
    routes = routes.flatMap((route) =>
      (schema.options as string[]).map((value) => ({
        method: route.method,
        path: route.path.replace(`{${name}}`, value),
        fixed: { ...route.fixed, [name]: value },
      })),
    )
  }
  return routes
}

/** The schema of one path parameter. */
export function parameterSchema(contract: Pick<AnyEndpoint, 'params'>, name: string): z.ZodType {
  return (contract.params?.[name] as z.ZodType | undefined) ?? id
}

/** The code for a path id that is malformed: the declared `<thing>_not_found`, else the sole declared 404, else `not_found`. */
export function notFoundCode(contract: Pick<AnyEndpoint, 'problems'>, parameter: string): string {
  const own = `${parameter.replace(/_id$/, '')}_not_found`
  if (contract.problems[own] === 404) return own
  return Object.keys(contract.problems).find((code) => contract.problems[code] === 404) ?? 'not_found'
}

/** Every code that a call may answer with, its own and the runtime's, each with a status; a code that both have may have two. */
export function problemsOf(contract: AnyEndpoint): [code: string, status: ProblemStatus][] {
  const writes = contract.method !== 'GET'
  const has: RuntimeProblem[] = ['malformed_request', 'internal_error', 'unavailable', 'validation_failed']
  if (!contract.ignores_token) has.push('invalid_token')
  if (contract.auth !== 'public') has.push('authentication_required')
  if (contract.auth !== 'public' && contract.auth !== 'user') has.push('forbidden')
  if (pathParameters(contract.path).length > 0 && !Object.values(contract.problems).includes(404)) has.push('not_found')
  if (isList(contract)) has.push('invalid_cursor')
  if (contract.limit) has.push('rate_limited')
  if (contract.if_match) has.push('version_mismatch')
  if (writes) {
    has.push('payload_too_large', 'unsupported_media_type', 'malformed_json')
    has.push('invalid_idempotency_key', 'idempotency_key_reused', 'request_in_progress')
  }
  const runtime = has.filter((code) => contract.problems[code] !== runtimeProblems[code])
  return [...runtime.map((code): [string, ProblemStatus] => [code, runtimeProblems[code]]), ...Object.entries(contract.problems)]
}

function isList(contract: AnyEndpoint): boolean {
  return contract.query instanceof z.ZodObject && 'cursor' in contract.query.shape
}

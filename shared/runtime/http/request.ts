import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'
import {
  type AnyEndpoint,
  notFoundCode,
  parameterSchema,
  pathParameters,
} from '../../contract/endpoint.ts'
import { type FieldError, Problem, runtimeProblem } from '../../contract/problems.ts'
import { configuration } from '../environment.ts'
import { escapePointer, isStorable, parseJson, unstorableText } from './json.ts'

const maxBodyBytes = 1_048_576

/** Reads what a request carries, compiled once per endpoint. Every reader throws a declared problem. */
export interface RequestReader {
  params(event: APIGatewayProxyEventV2): Record<string, unknown>
  query(event: APIGatewayProxyEventV2): unknown
  /** The body as parsed JSON (or bytes), before its schema. */
  raw(event: APIGatewayProxyEventV2): unknown
  body(raw: unknown): unknown
}

const nothing = z.strictObject({})

// What a call without a body has, where its contract has none either.
const none = Object.freeze({})

export function requestReader(contract: AnyEndpoint): RequestReader {
  const names = pathParameters(contract.path)
  const segments = contract.path.split('/')
  const parameters = names.map((name) => ({
    name,
    at: segments.indexOf(`{${name}}`),
    schema: parameterSchema(contract, name),
    code: notFoundCode(contract, name),
  }))
  const query = contract.query ?? nothing
  const body = contract.body ?? nothing
  const types = contract.consumes ?? ['application/json']

  return {
    params: (event) => {
      const result: Record<string, unknown> = {}
      for (const { name, at, schema, code } of parameters) {
        // An enum parameter stands in the route itself, so the gateway does not list it.
        const value = event.pathParameters?.[name] ?? event.rawPath.split('/')[at]
        const parsed = schema.safeParse(value)
        if (!parsed.success) throw new Problem(code, 404)
        result[name] = parsed.data
      }
      return result
    },
    query: (event) => (query === nothing && event.rawQueryString === '' ? {} : check(query, readQuery(event.rawQueryString), '/query')),
    raw: (event) => {
      if (event.body === undefined || event.body === '') return contract.body_type === 'raw' ? Buffer.alloc(0) : contract.body ? {} : none
      refuseEncoding(event, types)
      const encoding = event.isBase64Encoded ? 'base64' : 'utf8'
      if (Buffer.byteLength(event.body, encoding) > maxBodyBytes) {
        throw runtimeProblem('payload_too_large', { detail: 'A body has at most 1 MiB.' })
      }
      if (contract.body_type === 'raw') return Buffer.from(event.body, encoding)
      return readJson(event.isBase64Encoded ? decodeText(Buffer.from(event.body, encoding)) : event.body)
    },
    body: (raw) => (contract.body_type === 'raw' || raw === none ? raw : check(body, raw, '')),
  }
}

function refuseEncoding(event: APIGatewayProxyEventV2, types: readonly string[]): void {
  const encoding = event.headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw runtimeProblem('unsupported_media_type', { detail: 'A body is sent without Content-Encoding.' })
  }
  const given = event.headers['content-type'] ?? ''
  if (types.includes(given)) return
  const [type = '', ...attributes] = given.toLowerCase().split(';').map((part) => part.trim())
  const charset = attributes.find((part) => part.startsWith('charset='))?.slice(8).replaceAll('"', '')
  if (types.includes(type) && (charset === undefined || charset === 'utf-8')) return
  throw runtimeProblem('unsupported_media_type', { detail: `The body must be ${types.join(' or ')} in UTF-8.` })
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const byteOrderMark = '\uFEFF'

function decodeText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw runtimeProblem('malformed_json', { detail: 'The body is not valid UTF-8.' })
  }
}

function readJson(text: string): unknown {
  const value = parseJson(text.startsWith(byteOrderMark) ? text.slice(1) : text)
  // Only an escape or the character itself can bring in what may not be stored.
  if (/\\u(?:0000|d[89a-f])|\0/i.test(text) || !text.isWellFormed()) {
    const faults = unstorableText(value)
    if (faults.length > 0) throw invalid(faults.map((path) => ({ path, message: 'must not hold U+0000 or an unpaired surrogate' })))
  }
  return value
}

function readQuery(raw: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>
  for (const pair of raw.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at < 0 ? pair : pair.slice(0, at))
    const value = at < 0 ? '' : decode(pair.slice(at + 1))
    if (name in values) throw runtimeProblem('malformed_request', { detail: 'A query parameter is given twice.' })
    if (!isStorable(name) || !isStorable(value)) {
      throw invalid([{ path: `/query/${escapePointer(name.toWellFormed())}`, message: 'must not hold U+0000' }])
    }
    values[name] = value
  }
  return values
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw runtimeProblem('malformed_request', { detail: 'The query is not valid percent-encoded UTF-8.' })
  }
}

function check(schema: z.ZodType, value: unknown, prefix: string): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.flatMap((issue) => fieldErrors(issue, prefix)))
}

function fieldErrors(issue: z.core.$ZodIssue, prefix: string): FieldError[] {
  const path = prefix + issue.path.map((part) => `/${escapePointer(String(part))}`).join('')
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => ({ path: `${path}/${escapePointer(key)}`, message: 'is not known here' }))
}

function invalid(errors: FieldError[]): Problem {
  return runtimeProblem('validation_failed', { detail: 'Some values are not as they must be.', errors })
}

const forwarding = configuration({ VIEWER_ADDRESS_HEADER: z.string().optional() })

/** The caller's address: what the distribution in front says, where there is one, else the gateway's peer. */
export function addressOf(event: APIGatewayProxyEventV2): string {
  const header = forwarding().VIEWER_ADDRESS_HEADER
  const viewer = header === undefined ? undefined : event.headers[header]
  // CloudFront writes `address:port`, with an IPv6 address bare.
  return viewer?.slice(0, viewer.lastIndexOf(':')) ?? event.requestContext.http.sourceIp
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address)
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { S3Error } from './errors.ts'

/** A bucket's CORS rule, as CloudFormation writes it. */
export interface CorsRule {
  readonly AllowedOrigins: readonly string[]
  readonly AllowedMethods: readonly string[]
  readonly AllowedHeaders?: readonly string[]
  readonly ExposedHeaders?: readonly string[]
  readonly MaxAge?: number
}

/** Adds what lets a page of another origin read the answer, where a rule allows it. */
export function allowOrigin(rules: readonly CorsRule[], { headers, method }: IncomingMessage, res: ServerResponse): void {
  const rule = headers.origin && ruleFor(rules, headers.origin, method ?? '', [])
  if (rule) setOrigin(res, rule, headers.origin as string)
}

/** Answers a preflight. Throws `AccessForbidden` where no rule allows what it asks for. */
export function answerPreflight(rules: readonly CorsRule[], { headers }: IncomingMessage, res: ServerResponse): void {
  const { origin } = headers
  const method = headers['access-control-request-method']
  const asked = namesIn(headers['access-control-request-headers'])
  const rule = origin && method && ruleFor(rules, origin, method, asked)
  if (!rule) throw new S3Error('AccessForbidden', 'CORSResponse: This CORS request is not allowed.')
  setOrigin(res, rule, origin)
  res.setHeader('Access-Control-Allow-Methods', rule.AllowedMethods.join(', '))
  if (asked.length > 0) res.setHeader('Access-Control-Allow-Headers', asked.join(', '))
  if (rule.MaxAge !== undefined) res.setHeader('Access-Control-Max-Age', rule.MaxAge)
  res.writeHead(200).end()
}

function namesIn(list = ''): string[] {
  return list.split(',').map((name) => name.trim().toLowerCase()).filter(Boolean)
}

function ruleFor(rules: readonly CorsRule[], origin: string, method: string, headers: readonly string[]): CorsRule | undefined {
  return rules.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders = [] }) =>
      AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
      AllowedMethods.includes(method) &&
      headers.every((name) => AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  )
}

function setOrigin(res: ServerResponse, { AllowedOrigins, ExposedHeaders = [] }: CorsRule, origin: string): void {
  const anyone = AllowedOrigins.includes('*')
  res.setHeader('Access-Control-Allow-Origin', anyone ? '*' : origin)
  if (!anyone) res.setHeader('Access-Control-Allow-Credentials', 'true')
  if (ExposedHeaders.length > 0) res.setHeader('Access-Control-Expose-Headers', ExposedHeaders.join(', '))
  res.setHeader('Vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method')
}

/** Whether `text` is `pattern`, in which one `*` stands for anything. */
function matches(pattern: string, text: string): boolean {
  const [before = '', after] = pattern.split('*', 2)
  if (after === undefined) return pattern === text
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
}

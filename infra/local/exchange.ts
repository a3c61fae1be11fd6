import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'

/** The whole body of a request, `null` once it exceeds `limit` bytes. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The path of a request, still percent-encoded, without its query. */
export function pathOf(req: IncomingMessage): string {
  return (req.url ?? '/').split('?', 1)[0] as string
}

/** Answers with JSON. */
export function answerJson(res: ServerResponse, status: number, body: unknown, contentType = 'application/json'): void {
  res.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(JSON.stringify(body))
}

/** A refusal of a JSON service of AWS: SDK clients throw an exception named `type`. */
export class ServiceError extends Error {
  readonly type: string
  readonly status: number

  constructor(type: string, message: string, status = 400) {
    super(message)
    this.type = type
    this.status = status
  }
}

/** Answers with a refusal as the JSON services of AWS shape it. */
export function answerServiceError(res: ServerResponse, { type, status, message }: ServiceError): void {
  res.setHeader('x-amzn-ErrorType', type)
  answerJson(res, status, { __type: type, message })
}

/** The JSON in a request's body, as `schema` reads it. Throws a `ServiceError` named `refusal` for anything else. */
export async function readJson<Schema extends z.ZodType>(
  req: IncomingMessage,
  schema: Schema,
  { limit, refusal }: { limit: number; refusal: string },
): Promise<z.output<Schema>> {
  const body = await readBody(req, limit)
  if (!body) throw new ServiceError(refusal, `The request is longer than ${limit} bytes`)
  try {
    return schema.parse(JSON.parse(body.toString()))
  } catch (error) {
    throw new ServiceError(refusal, error instanceof z.ZodError ? z.prettifyError(error) : 'The request is not JSON')
  }
}

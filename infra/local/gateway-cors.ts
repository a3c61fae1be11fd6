import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'

/** The `CorsConfiguration` of an HTTP API. */
export const corsSchema = z.object({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: z.number().default(0),
})

export type Cors = z.output<typeof corsSchema>

/** Sets the headers that let a page of another origin read the answer. Answers a preflight itself, and then says `true`. */
export function answerCors(cors: Cors, req: IncomingMessage, res: ServerResponse): boolean {
  const { origin } = req.headers
  const preflight = req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined
  if (origin === undefined) return false
  const allowed = cors.AllowOrigins.includes('*') || cors.AllowOrigins.includes(origin)
  if (allowed) {
    res.setHeader('Access-Control-Allow-Origin', cors.AllowOrigins.includes('*') && !cors.AllowCredentials ? '*' : origin)
    if (!cors.AllowOrigins.includes('*')) res.setHeader('Vary', 'Origin')
    if (cors.AllowCredentials) res.setHeader('Access-Control-Allow-Credentials', 'true')
    if (preflight) {
      res.setHeader('Access-Control-Allow-Methods', cors.AllowMethods.join(','))
      res.setHeader('Access-Control-Allow-Headers', cors.AllowHeaders.join(','))
      res.setHeader('Access-Control-Max-Age', String(cors.MaxAge))
    } else if (cors.ExposeHeaders.length > 0) {
      res.setHeader('Access-Control-Expose-Headers', cors.ExposeHeaders.join(','))
    }
  }
  if (preflight) res.writeHead(204).end()
  return preflight
}

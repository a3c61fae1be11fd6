import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { domains } from '../../functions/catalogue.ts'
import { publicEvents } from '../../functions/webhooks/public-events.ts'
import { createDocs } from './docs.ts'
import { pathOf } from './exchange.ts'

const project = z.object({ version: z.string() })

/** The documentation of the API, made when it is first asked for. */
export function lazyDocs(url: string, headers: Readonly<Record<string, string>>) {
  let docs: Promise<ReturnType<typeof createDocs>> | undefined
  return {
    /** Answers `req` if it asks for the documentation; `false` leaves it untouched. */
    async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      const path = pathOf(req)
      if (path !== '/openapi.json' && path !== '/docs' && !path.startsWith('/docs/')) return false
      docs ??= makeDocs(url, headers)
      return (await docs).handle(req, res)
    },
  }
}

async function makeDocs(url: string, headers: Readonly<Record<string, string>>) {
  const { openApiDocument } = await import('../openapi.ts')
  const { version } = project.parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))
  return createDocs({ document: openApiDocument(domains, { version, url, told: publicEvents }), headers })
}

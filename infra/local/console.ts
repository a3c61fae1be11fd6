import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PageFile } from '../console-files.ts'
import { consolePages } from '../pages.ts'
import { pathOf } from './exchange.ts'

/** The console and the pages that mails link to, built when one of them is first asked for. */
export function lazyConsole(headers: Readonly<Record<string, string>>) {
  let built: Promise<ReadonlyMap<string, PageFile>> | undefined
  return {
    /** Answers `req` if it asks for one of the pages; `false` leaves it untouched. */
    async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      const asked = pathOf(req)
      if (!isForPages(asked) || (req.method !== 'GET' && req.method !== 'HEAD')) return false
      built ??= build()
      const file = (await built).get(asked.replace(/\/$/, ''))
      if (!file) return false
      res.writeHead(200, { 'Content-Type': file.type, 'Cache-Control': 'no-cache', ...headers }).end(file.content)
      return true
    },
  }
}

async function build(): Promise<ReadonlyMap<string, PageFile>> {
  const { buildConsole } = await import('../console-files.ts')
  return buildConsole()
}

function isForPages(path: string): boolean {
  return consolePages.some((page) => path === page || path.startsWith(`${page}/`))
}

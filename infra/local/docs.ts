import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson, pathOf } from './exchange.ts'

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Atrium: API</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
})
`

const distributed: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

/** Swagger UI at `/docs`, over the document that it serves at `/openapi.json`. Both need nothing from another host. */
export function createDocs({ document, headers }: { document: object; headers: Readonly<Record<string, string>> }) {
  return {
    /** Answers `req` if it asks for the documentation; `false` leaves it untouched. */
    async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      if (req.method !== 'GET' && req.method !== 'HEAD') return false
      const path = pathOf(req)
      if (path === '/openapi.json') {
        answerJson(res, 200, document)
        return true
      }
      const asset = await assetAt(path)
      if (!asset) return false
      res.writeHead(200, { 'Content-Type': asset.type, ...headers }).end(asset.content)
      return true
    },
  }
}

/** Where the page and what it loads are. */
export const docsPaths = ['/docs', '/docs/start.js', ...Object.keys(distributed).map((name) => `/docs/${name}`)]

/** The file at one of `docsPaths`. */
export async function assetAt(path: string): Promise<{ type: string; content: string | Buffer } | undefined> {
  if (path === '/docs' || path === '/docs/') return { type: 'text/html; charset=utf-8', content: page }
  if (path === '/docs/start.js') return { type: 'text/javascript; charset=utf-8', content: start }
  const name = path.replace(/^\/docs\//, '')
  const type = Object.hasOwn(distributed, name) ? distributed[name] : undefined
  if (!type) return undefined
  return { type, content: await readFile(new URL(name, import.meta.resolve('swagger-ui-dist/package.json'))) }
}

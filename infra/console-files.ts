import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'
import type { consolePages } from './pages.ts'

/** A file of the console and the pages beside it. */
export interface PageFile {
  readonly type: string
  readonly content: string | Buffer
}

const root = fileURLToPath(new URL('..', import.meta.url))

const html = 'text/html; charset=utf-8'
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }

/** The addresses of the pages, with the script that each one runs. */
const pages = {
  '/console': { title: 'Atrium', script: 'console' },
  '/verify-email': { title: 'Confirm your e-mail address', script: 'verify-email' },
  '/reset-password': { title: 'Set a new password', script: 'reset-password' },
  '/unsubscribe': { title: 'End notification mails', script: 'unsubscribe' },
} as const satisfies Record<(typeof consolePages)[number], { title: string; script: string }>

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect width="16" height="16" rx="3" fill="#0b5cad"/><path d="M4 13V7l4-4 4 4v6H9V9H7v4z" fill="#fff"/>
</svg>
`

// Of all files together, compressed: a page is there at once on a slow connection.
const mostBytes = 120_000

/**
 * Builds the console: every file by its address, pages without `index.html`. Throws where it would load more than its
 * budget, or anything of the service's own code.
 */
export async function buildConsole(): Promise<Map<string, PageFile>> {
  const scripts = Object.values(pages).map(({ script }) => script)
  const { outputFiles, metafile } = await build({
    absWorkingDir: `${root}console`,
    entryPoints: [...scripts.map((script) => `${script}.tsx`), 'console.css'],
    outdir: '/console',
    bundle: true,
    format: 'esm',
    target: ['chrome116', 'firefox119', 'safari17'],
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  refuseForeign(metafile)
  const files = new Map<string, PageFile>([
    ...outputFiles.map(({ path, contents }): [string, PageFile] => {
      return [path, { type: types[path.slice(path.lastIndexOf('.'))] ?? html, content: Buffer.from(contents) }]
    }),
    ['/console/icon.svg', { type: 'image/svg+xml', content: icon }],
    ...Object.entries(pages).map(([path, page]): [string, PageFile] => [path, { type: html, content: pageOf(page) }]),
  ])
  const bytes = Array.from(files.values(), ({ content }) => gzipSync(content).length).reduce((sum, size) => sum + size, 0)
  if (bytes > mostBytes) throw new Error(`The console has ${bytes} bytes compressed, more than ${mostBytes}`)
  return files
}

// Types of the contracts are read, the contracts themselves would bring their schemas.
function refuseForeign({ inputs }: Metafile): void {
  const foreign = Object.keys(inputs).filter((path) => /^\.\.\/(?!node_modules\/(?:preact|uplot)\/|shared\/client\/)/.test(path))
  if (foreign.length > 0) throw new Error(`The console would load ${foreign.join(', ')}`)
}

function pageOf({ title, script }: { readonly title: string; readonly script: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="/console/icon.svg">
<link rel="stylesheet" href="/console/console.css">
<script type="module" src="/console/${script}.js"></script>
</head>
<body>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { domains } from '../functions/catalogue.ts'
import { publicEvents } from '../functions/webhooks/public-events.ts'
import { buildConsole } from './console-files.ts'
import { assetAt, docsPaths } from './local/docs.ts'
import { openApiDocument } from './openapi.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const site = `${root}dist/site`

/** Writes the static pages: the console, the documentation and the OpenAPI document that it shows. */
export async function bundleSite(): Promise<void> {
  await rm(site, { recursive: true, force: true })
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string }
  // The pages are served from the API's own address.
  await write('/openapi.json', JSON.stringify(openApiDocument(domains, { version, url: '/', told: publicEvents })))
  for (const path of docsPaths) {
    const file = await assetAt(path)
    if (file) await write(path, file.content)
  }
  for (const [path, { content }] of await buildConsole()) await write(path, content)
}

async function write(path: string, content: string | Buffer): Promise<void> {
  // A folder's own address is served from its index.
  const file = `${site}${path}${/\.\w+$/.test(path) ? '' : '/index.html'}`
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

if (import.meta.main) await bundleSite()

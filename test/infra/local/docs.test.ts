import { expect, test } from 'vitest'
import { createDocs } from '../../../infra/local/docs.ts'
import { listen } from './listen.ts'

const document = { openapi: '3.1.1', info: { title: 'Atrium', version: '1' }, paths: {} }

async function startDocs() {
  const docs = createDocs({ document, headers: { 'content-security-policy': "script-src 'self'" } })
  const { url } = await listen(async (req, res) => {
    if (!(await docs.handle(req, res))) res.writeHead(404).end()
  })
  return url
}

test('the document is served as it was given', async () => {
  const answer = await fetch(`${await startDocs()}/openapi.json`)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toEqual(document)
})

test('the page loads scripts and styles from its own host alone, and each of them is there', async () => {
  const url = await startDocs()
  const answer = await fetch(`${url}/docs`)
  expect(answer.headers.get('content-security-policy')).toBe("script-src 'self'")
  const html = await answer.text()
  const references = Array.from(html.matchAll(/(?:src|href)="([^"]+)"/g), ([, reference]) => reference)
  expect(references).toHaveLength(4)
  for (const reference of references) {
    expect(reference).toMatch(/^\/docs\//)
    const asset = await fetch(`${url}${reference}`)
    expect(asset.status).toBe(200)
    expect((await asset.bytes()).length).toBeGreaterThan(100)
  }
})

test('a token stays signed in over a reload', async () => {
  const script = await (await fetch(`${await startDocs()}/docs/start.js`)).text()
  expect(script).toContain('persistAuthorization: true')
})

test.for(['/docs/package.json', '/docs/..%2fpackage.json', '/docs/constructor', '/v1/health'])('%s is left alone', async (path) => {
  expect((await fetch(`${await startDocs()}${path}`)).status).toBe(404)
})

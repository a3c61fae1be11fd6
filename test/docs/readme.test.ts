import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { gradient } from '../functions/media/pictures.ts'
import { startOwnStack, useStack } from '../support/stack.ts'

const run = promisify(execFile)
const root = new URL('../..', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'))

function blocks(markdown: string, language: string): string[] {
  return Array.from(markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')), ([, text = '']) => text)
}

describe('the README', () => {
  const readme = read('README.md')
  const requests = blocks(readme, 'sh').filter((block) => block.includes('curl'))
  const answers = blocks(readme, 'json').map((text) => JSON.parse(text) as Record<string, unknown>)

  it('shows requests that answer what it shows', async () => {
    const stack = await startOwnStack()
    try {
      expect(requests).toHaveLength(answers.length)
      for (const [at, request] of requests.entries()) {
        const script = request.replaceAll('http://127.0.0.1:4000', stack.api_url)
        const { stdout } = await run('bash', ['-euc', script])
        expect(JSON.parse(stdout)).toMatchObject(answers[at] ?? {})
      }
    } finally {
      await stack.stop()
    }
  })

  it('shows how to upload as it is done', async () => {
    const stack = await useStack()
    const ada = await stack.newUser()
    const folder = await mkdtemp(join(tmpdir(), 'atrium-readme-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const [snippet = ''] = blocks(readme, 'ts')
    const script = snippet.replace('http://127.0.0.1:4000', stack.api_url).replace('./shared/', new URL('shared/', root).href)
    await writeFile(join(folder, 'upload.mts'), script)
    await writeFile(join(folder, 'hills.png'), await gradient(40, 30).png().toBuffer())
    const env = { ...process.env, TOKEN: ada.access_token }
    const { stdout, stderr } = await run(process.execPath, ['upload.mts'], { cwd: folder, env })
    expect(stdout).toMatch(/^ready http/)
    expect(stderr).toContain('processing: ')
    expect((await ada.get('/v1/me/media')).body.items).toMatchObject([{ filename: 'hills.png', alt_text: 'Hills in the evening' }])
  })

  it.each(['README.md', 'CONTRIBUTING.md', 'docs/operations.md'])('and other pages name only scripts that there are: %s', (page) => {
    const named = Array.from(read(page).matchAll(/npm (?:run )?(start|test|check|synth|bundle|bench|migrate|redrive|grant-role|new)\b/g), ([, name]) => name)
    expect(named.length).toBeGreaterThan(0)
    for (const name of named) expect(scripts, name).toHaveProperty(name as string)
    for (const [, name] of read(page).matchAll(/npm run ([\w-]+)/g)) expect(scripts).toHaveProperty(name as string)
  })

  it('links only to what is there', () => {
    for (const [, target = ''] of readme.matchAll(/\]\(((?!http)[^)#]+)\)/g)) expect(existsSync(new URL(target, root)), target).toBe(true)
  })
})

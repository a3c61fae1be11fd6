import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { digestOf, keptTemplates } from '../../../infra/local/kept-templates.ts'
import { parseTemplate, type Template } from '../../../infra/local/template.ts'
import { stateDir } from './state-dir.ts'

const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail' } }
const templates = [
  parseTemplate('app', { Resources: { Queue: queue }, Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } }),
  parseTemplate('web', { Resources: {}, Outputs: { Id: { Value: { Ref: 'Http' }, Export: { Name: 'id' } } } }),
]

function setUp() {
  const file = join(stateDir(), 'dist', 'templates.json')
  const synthesize = vi.fn<() => Promise<Template[]>>(() => Promise.resolve(templates))
  return { file, synthesize, take: (digest: () => string) => keptTemplates({ file, digest, synthesize }) }
}

describe('templates', () => {
  it('are synthesised once for the same sources, and again for others', async () => {
    const { synthesize, take } = setUp()
    for (const [sources, times] of [['a', 1], ['a', 1], ['b', 2], ['b', 2], ['a', 3]] as const) {
      expect(await take(() => sources)).toEqual(templates)
      expect(synthesize).toHaveBeenCalledTimes(times)
    }
  })

  it('are not kept when a source changes while they are made', async () => {
    const { synthesize, take } = setUp()
    await take(vi.fn<() => string>().mockReturnValueOnce('a').mockReturnValue('b'))
    for (const sources of ['a', 'b']) await take(() => sources)
    expect(synthesize).toHaveBeenCalledTimes(3)
  })

  it.each(['', '{', '{"digest":"a"}', '{"digest":"a","templates":[{}]}'])('are made anew where “%s” was kept', async (content) => {
    const { file, synthesize, take } = setUp()
    await take(() => 'a')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ digest: 'a' })
    writeFileSync(file, content)
    expect(await take(() => 'a')).toEqual(templates)
    expect(synthesize).toHaveBeenCalledTimes(2)
  })

  it('leave one file', async () => {
    const { file, take } = setUp()
    await Promise.all(['a', 'b', 'c'].map((sources) => take(() => sources)))
    expect(readdirSync(join(file, '..'))).toEqual(['templates.json'])
  })
})

describe('a digest', () => {
  it('tells every change of content, name and number, and no other', () => {
    const folder = stateDir()
    const of = () => digestOf(folder, ['*.ts'])
    const write = (name: string, content: string) => writeFileSync(join(folder, name), content)
    write('a.ts', 'one')
    const first = of()
    write('b.md', 'not a source')
    expect(of()).toBe(first)
    const seen = [first]
    const changes = [() => write('a.ts', 'two'), () => write('b.ts', ''), () => rmSync(join(folder, 'a.ts')), () => write('b.ts', 'two')]
    for (const change of changes) {
      change()
      seen.push(of())
    }
    expect(new Set(seen).size).toBe(seen.length)
    rmSync(join(folder, 'b.ts'))
    write('a.ts', 'one')
    expect(of()).toBe(first)
  })
})

import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { parseTemplate, type Template } from './template.ts'

export interface KeptTemplatesOptions {
  /** Where they are kept. */
  readonly file: string
  /** Says which sources there are now. */
  readonly digest: () => string
  readonly synthesize: () => Promise<Template[]>
}

const keptSchema = z.object({ digest: z.string(), templates: z.array(z.looseObject({ stack: z.string() })) })

/** What was synthesised last while the sources are the same to the letter, else what is synthesised now. */
export async function keptTemplates({ file, digest, synthesize }: KeptTemplatesOptions): Promise<Template[]> {
  const sources = digest()
  const kept = keptIn(file)
  if (kept?.digest === sources) return kept.templates.map(({ stack, ...template }) => parseTemplate(stack, template))
  const templates = await synthesize()
  // Of sources that changed meanwhile nobody knows which ones were read.
  if (digest() === sources) keep(file, JSON.stringify({ digest: sources, templates }))
  return templates
}

/** One text for the names and contents of all files of a folder that match the patterns. */
export function digestOf(folder: string, patterns: readonly string[]): string {
  const hash = createHash('sha256')
  for (const name of globSync(patterns, { cwd: folder }).toSorted()) {
    const file = join(folder, name)
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

function keptIn(file: string): z.output<typeof keptSchema> | undefined {
  if (!existsSync(file)) return undefined
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** Whole or not at all, also where several stacks start at once. */
function keep(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, content)
  renameSync(draft, file)
}

import { identifier } from './scaffold-templates.ts'

const longestLine = 130

/** A module that also imports `name` from `from`. */
export function withImport(source: string, name: string, from: string): string {
  const present = source.match(new RegExp(`import \\{([^}]*)\\} from '${from.replaceAll('.', '\\.')}'`))
  if (!present) return withImportLine(source, `import { ${name} } from '${from}'`)
  const names = (present[1] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
  if (names.includes(name)) return source
  const line = `import { ${[...names, name].toSorted(byLetters).join(', ')} } from '${from}'`
  return source.replace(
    present[0],
    line.length <= longestLine ? line : line.replace('{ ', '{\n  ').replaceAll(', ', ',\n  ').replace(' }', ',\n}'),
  )
}

/** A module with one more import, after those that it has. */
export function withImportLine(source: string, line: string): string {
  if (source.includes(line)) return source
  const last = Array.from(source.matchAll(/^import [^;]*? from '[^']+'\n/gm)).at(-1)
  const end = last ? last.index + last[0].length : 0
  return `${source.slice(0, end)}${line}\n${source.slice(end)}`
}

/** The catalogue with one more domain at its end, so that routes keep their HTTP API. */
export function withDomain(catalogue: string, domain: string): string {
  const name = identifier(domain)
  const list = catalogue.match(/domains = \[([^\]]*)\]/)
  if (!list) throw new Error('functions/catalogue.ts has no list of domains')
  const present = Array.from((list[1] ?? '').matchAll(/domain\('[^']+', \w+\)/g), ([entry]) => entry)
  const entries = [...present, `domain('${domain}', ${name})`]
  const line = `domains = [${entries.join(', ')}]`
  const fits = line.length + 'export const '.length <= longestLine
  const written = fits ? line : `domains = [\n${entries.map((entry) => `  ${entry},\n`).join('')}]`
  return withImportLine(catalogue.replace(list[0], written), `import * as ${name} from './${domain}/contract.ts'`)
}

// As a dictionary orders names, whatever their case.
function byLetters(a: string, b: string): number {
  return a.replace('type ', '').localeCompare(b.replace('type ', ''))
}

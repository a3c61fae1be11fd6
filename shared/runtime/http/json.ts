import { runtimeProblem } from '../../contract/problems.ts'

const maxDepth = 32
const quote = 0x22
const backslash = 0x5c

/**
 * Parses JSON text more strictly than `JSON.parse`: a key that repeats within its object, and more than 32 levels, are the
 * problem `malformed_json`, as is text that is no JSON.
 */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw runtimeProblem('malformed_json', { detail: 'The body is not valid JSON.' })
  }
  checkStructure(text)
  return value
}

// `text` is known to be valid JSON, so that strings and brackets are all there is to see.
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = []
  let key: string | undefined
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === quote) {
      const end = endOfString(text, at)
      key = text.slice(at, end + 1)
      at = end
    } else if (character === 0x3a /* : */ && key !== undefined) {
      const keys = open.at(-1)
      const name = key.includes('\\') ? (JSON.parse(key) as string) : key.slice(1, -1)
      if (keys?.has(name)) throw runtimeProblem('malformed_json', { detail: 'A key repeats within one object.' })
      keys?.add(name)
      key = undefined
    } else if (character === 0x7b /* { */ || character === 0x5b /* [ */) {
      if (open.push(character === 0x7b ? new Set() : undefined) > maxDepth) {
        throw runtimeProblem('malformed_json', { detail: `The body has more than ${maxDepth} levels.` })
      }
    } else if (character === 0x7d /* } */ || character === 0x5d /* ] */) {
      open.pop()
    }
  }
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

/** Whether an odd number of backslashes stands before a character. */
function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text.charCodeAt(before - 1) === backslash) before -= 1
  return (at - before) % 2 === 1
}

/** JSON Pointers of the strings (and keys) in `value` that hold U+0000 or an unpaired surrogate. */
export function unstorableText(value: unknown, pointer = ''): string[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [pointer]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => {
    const path = `${pointer}/${escapePointer(key)}`
    return isStorable(key) ? unstorableText(part, path) : [path.toWellFormed()]
  })
}

/** Whether text has neither U+0000 nor an unpaired surrogate. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** A key as part of a JSON Pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** JSON with sorted keys, the same text for equal values. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

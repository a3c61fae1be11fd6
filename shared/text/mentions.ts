import type { Span } from './spans.ts'

// Not within a word of any script (an accent belongs to its letter, that of an emoji to none), an e-mail address or a link.
const mention = /(?<![\p{L}\p{N}_@/]\p{M}*)@([A-Za-z0-9_]{3,30})(?![\p{L}\p{M}\p{N}_@])/gu

/** The places where a text mentions someone, in UTF-16 code units, with the usernames in lower case. */
export function mentionSpans(text: string): Span[] {
  return Array.from(text.matchAll(mention), ({ 0: whole, 1: name = '', index }) => ({
    start: index,
    end: index + whole.length,
    value: name.toLowerCase(),
  }))
}

/** The usernames that a text mentions, in lower case, each once and the first `most`. */
export function mentionedNames(text: string, most: number): string[] {
  return [...new Set(mentionSpans(text).map(({ value }) => value))].slice(0, most)
}

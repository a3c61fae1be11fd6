import LinkifyIt from 'linkify-it'
import type { Span } from './spans.ts'

// Web addresses, with or without their scheme. Addresses of mail are not for everyone's clicks.
const linkify = new LinkifyIt({}, { fuzzyEmail: false }).add('ftp:', null).add('mailto:', null).add('//', null)

/** The places where a text has web addresses, in UTF-16 code units, with the addresses in full. */
export function linkSpans(text: string): Span[] {
  const links = (linkify.match(text) ?? []).map(({ index, lastIndex, url }) => ({ start: index, end: lastIndex, value: url }))
  return links.filter(({ value }) => URL.canParse(value))
}

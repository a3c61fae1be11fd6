import LinkifyIt from 'linkify-it'
import type { Span } from './spans.ts'

// What every address has. Most texts have none, and need not wait until the rules for addresses are made, which takes 4 ms.
const sign = /\S[.:]\S/

let linkify: LinkifyIt | undefined

/** The places where a text has web addresses, in UTF-16 code units, with the addresses in full. */
export function linkSpans(text: string): Span[] {
  if (!sign.test(text)) return []
  linkify ??= rules()
  const links = (linkify.match(text) ?? []).map(({ index, lastIndex, url }) => ({ start: index, end: lastIndex, value: url }))
  return links.filter(({ value }) => URL.canParse(value))
}

// Web addresses, with or without their scheme. Addresses of mail are not for everyone's clicks.
function rules(): LinkifyIt {
  return new LinkifyIt({}, { fuzzyEmail: false }).add('ftp:', null).add('mailto:', null).add('//', null)
}

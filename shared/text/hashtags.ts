import type { Span } from './spans.ts'

const mostCharacters = 100

// Letters, digits and underscores of every script with their marks, and the joiners that some scripts write within words
// (UAX #31, XID_Continue). Not within a word, a link or an entity. The sign of the keycap #️⃣ has a mark behind it, no letter.
const hashtag = /(?<![\p{L}\p{N}_&/#＃]\p{M}*)[#＃]([\p{L}\p{Nd}\p{Nl}_](?:\p{XIDC}|[\u200C\u200D](?=\p{L}))*)/gu

/** The places where a text has hashtags, in UTF-16 code units, with their names: one that is all digits is a number. */
export function hashtagSpans(text: string): Span[] {
  return Array.from(text.matchAll(hashtag), ({ 0: whole, 1: name = '', index }) => ({
    start: index,
    end: index + whole.length,
    value: hashtagName(name),
  })).filter(({ value }) => /[\p{L}\p{Nl}]|_.*\p{Nd}|\p{Nd}.*_/u.test(value) && value.length <= mostCharacters)
}

/** A hashtag as it is stored and looked up: without its sign, composed and in lower case. */
export function hashtagName(written: string): string {
  return written.normalize('NFC').toLowerCase().normalize('NFC')
}

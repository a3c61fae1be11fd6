import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Facet, facetsIn } from '../../../shared/text/facets.ts'

const written = (text: string, { start, end }: Facet) => Array.from(text).slice(start, end).join('')
const found = (text: string, type: Facet['type']) => facetsIn(text).filter((facet) => facet.type === type)

test.each([
  ['#tag', ['tag']],
  ['#One, #two_2. (#three)!', ['one', 'two_2', 'three']],
  ['#a#b', ['a']],
  ['＃タグ #日本語。', ['タグ', '日本語']],
  ['#école #e\u0301cole', ['école', 'école']],
  ['#ΣΊΣΥΦΟΣ', ['σίσυφος']],
  ['#می\u200Cخواهم #שלום #مرحبا', ['می\u200Cخواهم', 'שלום', 'مرحبا']],
  ['#col·lecció #हिन्दी', ['col·lecció', 'हिन्दी']],
  ['👩‍👩‍👧#family❤️#love', ['family', 'love']],
  ['#2026_a #4th', ['2026_a', '4th']],
])('%j has the hashtags %j', (text, names) => {
  expect(found(text, 'hashtag').map(({ value }) => value)).toEqual(names)
})

test.each(['#', '#1', '#2026', '# tag', 'a#tag', 'é#tag', 'e\u0301#tag', '&#39;', 'x/#tag', '##tag', '#️⃣', '#_', '#-', '#👍', `#${'a'.repeat(101)}`])(
  '%j has no hashtag',
  (text) => {
    expect(found(text, 'hashtag')).toEqual([])
  },
)

test.each([
  ['see https://example.org/a?b=c#d.', ['https://example.org/a?b=c#d']],
  ['(https://example.org/@ada) #tag', ['https://example.org/@ada']],
  ['example.org, www.example.co.uk/x', ['http://example.org', 'http://www.example.co.uk/x']],
  ['ada@example.org ftp://example.org //example.org javascript:alert(1) file.ts', []],
])('%j has the links %j', (text, addresses) => {
  expect(found(text, 'link').map(({ value }) => value)).toEqual(addresses)
})

test('what stands within a link is no mention and no hashtag', () => {
  expect(facetsIn('https://example.org/?a=@ada&b=#tag').map(({ type }) => type)).toEqual(['link'])
})

test('places count code points, so that astral characters before them do not move them', () => {
  const text = '👩‍👩‍👧 𝒳 你好 @ada #tag'
  expect(facetsIn(text).map((facet) => written(text, facet))).toEqual(['@ada', '#tag'])
  expect(facetsIn(text)[0]?.start).toBe(Array.from('👩‍👩‍👧 𝒳 你好 ').length)
})

/** What a part of a text stands for, where it is what it is said to be. */
function valueOf(part: string, type: Facet['type']): string | undefined {
  if (type === 'mention') return /^@(\w+)$/.exec(part)?.[1]?.toLowerCase()
  if (type === 'hashtag') return /^[#＃](.+)$/u.exec(part)?.[1]?.normalize('NFC').toLowerCase().normalize('NFC')
  return /^https?:/.test(part) ? part : `http://${part}`
}

const pieces = fc.oneof(
  fc.constantFrom('@ada', '@Bob_1', '#tag', '#Été', '＃', '#', '@', 'https://example.org/', 'example.org', ' ', '\n', '.', '/', '&', '_', '7'),
  fc.constantFrom('👩‍👩‍👧', '❤️', '#️⃣', '🇫🇷', '\u0301', '\u200D', '\u200C', '\u200F', 'שלום', 'مرحبا', '日本', '한국', 'हिन्दी', '𝒳', 'İ', 'ß'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)

test('whatever the text, facets stand in it as they say, in order and none over another', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const text = parts.join('')
      let end = 0
      for (const facet of facetsIn(text)) {
        expect(facet.start).toBeGreaterThanOrEqual(end)
        expect(facet.end).toBeGreaterThan(facet.start)
        end = facet.end
        const part = written(text, facet)
        expect(valueOf(part, facet.type), text).toBe(facet.value)
      }
      expect(end).toBeLessThanOrEqual(Array.from(text).length)
    }),
    { numRuns: 2000 },
  )
})

test('a text that is all signs and marks is read in time that grows with its length', () => {
  const started = performance.now()
  facetsIn(`${'\u0301'.repeat(700)}#${'\u0301#'.repeat(600)}`)
  facetsIn('https://'.repeat(250))
  facetsIn('#a'.repeat(1000))
  expect(performance.now() - started).toBeLessThan(1000)
})

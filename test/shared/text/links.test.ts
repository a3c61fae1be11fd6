import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { linkSpans } from '../../../shared/text/links.ts'

const parts = fc.constantFrom('http://', 'https:', '//', 'example', '.', 'org', 'localhost', '例え', '。', '[::1]', ':', '8', '@', ' ', '/?#')

it('an address is found in a text that holds nothing else of the kind', () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), (chosen) => {
      const text = chosen.join('')
      // What comes behind it has every sign of an address.
      const among = linkSpans(`${text} a:b.org`).filter(({ start }) => start < text.length)
      expect(linkSpans(text)).toEqual(among)
    }),
    { numRuns: 2000 },
  )
})

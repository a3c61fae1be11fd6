import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../shared/runtime/http/json.ts'

// Quotes and backslashes are what tells where a string ends.
const tricky = fc.array(fc.constantFrom('"', '\\', 'a', ':', '{', '}', '[', ']', ',', 'é', '\n')).map((parts) => parts.join(''))
const value = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, tricky, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value')), fc.dictionary(tricky, tie('value'))),
})).value

describe('JSON', () => {
  it('is read as it was meant, whatever is in its strings', () => {
    fc.assert(
      fc.property(value, (meant) => {
        const text = JSON.stringify(meant)
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is refused where a key repeats, whatever strings are before and between', () => {
    fc.assert(
      fc.property(tricky, tricky, value, (key, other, first) => {
        const [name, text] = [JSON.stringify(key), JSON.stringify(other)]
        expect(() => parseJson(`[${text},{${name}:${JSON.stringify(first)},${name}:${text}}]`)).toThrow('A key repeats')
      }),
    )
  })
})

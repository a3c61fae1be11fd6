import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdsWordsOf, searchTerms } from '../../../shared/store/search-terms.ts'

const all = (text: string) => searchTerms([text], 1000)
const finds = (query: string, text: string) => {
  const asked = holdsWordsOf(query).$all
  return asked.length > 0 && asked.every((term) => all(text).includes(term))
}

describe('the words of a text', () => {
  test.each([
    ['Crème BRÛLÉE, naïve', ['creme', 'brulee', 'naive']],
    ['l’été, c\'est l\'été', ['l', 'ete', 'c', 'est']],
    ['example.com foo_bar 3.14', ['example', 'com', 'foo', 'bar', '3', '14']],
    ['ＦＵＬＬ ﬁsh', ['full', 'fish']],
    ['北京大学', ['北京', '大学']],
    ['— … 🎉 !', []],
  ])('%s', (text, words) => {
    expect(all(text)).toEqual(words)
  })

  test('are distinct, in the order in which they come, and no more than asked for', () => {
    expect(searchTerms(['one two', 'two three four'], 3)).toEqual(['one', 'two', 'three'])
  })

  test('are cut where they are longer than any word, in the text and in a query alike', () => {
    const long = 'a'.repeat(1000)
    expect(all(long)[0]).toHaveLength(64)
    expect(finds(long, long)).toBe(true)
  })
})

describe('a query', () => {
  test.each([
    ['STRASSE', 'Die Straße', true],
    ['οδος', 'ΟΔΟΣ', true],
    ['été', "l'ete", true],
    ['brulee creme', 'Crème brûlée', true],
    ['creme fraiche', 'Crème brûlée', false],
    ['brul', 'brûlée', false],
    ['!?', 'anything', false],
  ])('%s in %s: %s', (query, text, found) => {
    expect(finds(query, text)).toBe(found)
  })

  test('finds a text by any of its words, composed or not, in any case', () => {
    const word = fc.stringMatching(/^[a-zà-öø-þα-ωа-я]{1,12}$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(), (words, at) => {
        const word = words[at % words.length] ?? ''
        const text = words.join(' ')
        expect(finds(word.toUpperCase(), text)).toBe(true)
        expect(finds(word.normalize('NFD'), text.toUpperCase().normalize('NFC'))).toBe(true)
      }),
    )
  })
})

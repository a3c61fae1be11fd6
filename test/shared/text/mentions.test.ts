import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mentionedNames } from '../../../shared/text/mentions.ts'

test.each([
  ['@ada', ['ada']],
  ['Thanks, @Ada_L! And @bob.', ['ada_l', 'bob']],
  ['(@ada), "@bob": @carol?', ['ada', 'bob', 'carol']],
  ['@ada @ADA @ada', ['ada']],
  ['line one\n@ada', ['ada']],
  ['你好,@ada', ['ada']],
  ['❤️@ada🎉', ['ada']],
])('%j mentions %j', (content, names) => {
  expect(mentionedNames(content, 20)).toEqual(names)
})

test.each([
  'ada@example.org',
  'mailto:ada.b@example.org',
  'https://example.org/@ada',
  '@ada@example.org',
  'é@ada',
  'e\u0301@ada',
  '你@ada',
  '@adaé',
  '@ada\u0301',
  '@ad',
  `@${'a'.repeat(31)}`,
  '@\u212Aelvin',
  '@ ada',
  '@@ada',
])('%j mentions nobody', (content) => {
  expect(mentionedNames(content, 20)).toEqual([])
})

test('no more people are mentioned than are asked for', () => {
  const content = Array.from({ length: 80 }, (_, at) => `@user_${at}`).join(' ')
  expect(mentionedNames(content, 20)).toEqual(Array.from({ length: 20 }, (_, at) => `user_${at}`))
})

test('whatever the text, what is found is a username that stands in it, each once', () => {
  const pieces = fc.constantFrom('@', 'ada', 'Bob_1', ' ', '.', 'é', '\u0301', '❤️', '你', '\n', '/', '_')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const content = parts.join('')
      const names = mentionedNames(content, 20)
      expect(new Set(names).size).toBe(names.length)
      for (const name of names) {
        expect(name).toMatch(/^[a-z0-9_]{3,30}$/)
        expect(content.toLowerCase()).toContain(`@${name}`)
      }
    }),
  )
})

test('a text that is all marks and signs is read in time that grows with its length', () => {
  const started = performance.now()
  mentionedNames(`${'\u0301'.repeat(2500)}@${'\u0301@'.repeat(1250)}`, 20)
  expect(performance.now() - started).toBeLessThan(1000)
})

import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { Slugs } from '../../../functions/articles/model.ts'
import { claimSlug, slugOf } from '../../../functions/articles/slugs.ts'
import { createDb } from '../../../shared/store/database.ts'
import { useFunctions } from '../../support/functions.ts'
import { freshName } from '../../support/names.ts'

const functions = useFunctions([Slugs])
const claim = (title: string, owner = new ObjectId()) => {
  const db = createDb({ database: functions().database, now: new Date(), routes: {}, request_id: null, pending: [] })
  return claimSlug(db, 'articles', title, owner)
}

describe('a title as a slug', () => {
  test.each([
    ['Hello, World!', 'hello-world'],
    ['Crème brûlée & Straße', 'creme-brulee-and-strasse'],
    ['Война и мир', 'voyna-i-mir'],
    ['北京 大学', '北京-大学'],
    ['🎉🎉', 'untitled'],
    ['../../etc/passwd', 'etc-passwd'],
  ])('%s', async (title, slug) => {
    expect(await slugOf(title)).toBe(slug)
  })

  test('is short, whole words where it can be, and needs no care in a path', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200, unit: 'grapheme' }), async (title) => {
        const slug = await slugOf(title)
        expect(slug).toMatch(/^[\p{L}\p{M}\p{N}-]{1,80}$/u)
        expect(slug.isWellFormed()).toBe(true)
      }),
    )
    expect(await slugOf('word '.repeat(40))).toMatch(/^(?:word-)+word$/)
  })
})

describe('a slug', () => {
  test('is given once, however many ask for it at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 12 }), async (callers) => {
        const title = freshName('title').replace('_', '-')
        // Whoever has called an article by the numbered slug before takes that number out of the row.
        const taken = await claim(`${title} 3`)
        const slugs = await Promise.all(Array.from({ length: callers }, () => claim(title)))
        expect(new Set([...slugs, taken]).size).toBe(callers + 1)
        for (const slug of slugs) expect(slug).toMatch(new RegExp(`^${title}(?:-\\d+)?$`))
      }),
      { numRuns: 8 },
    )
  })

  test('is taken again by who had it before', async () => {
    const [title, other, owner] = [freshName('a'), freshName('b'), new ObjectId()]
    await claim(title)
    const first = await claim(title, owner)
    await claim(other, owner)
    expect(await claim(title, owner)).toBe(first)
    expect(await claim(title)).not.toBe(first)
  })
})

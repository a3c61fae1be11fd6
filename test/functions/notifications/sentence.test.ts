import { expect, it } from 'vitest'
import { sentence } from '../../../functions/notifications/sentence.ts'

const like = { type: 'like', notice: null, subject_type: 'articles', title: 'On Engines' } as const

it.each([
  [{ ...like, names: ['Ada'], actors_count: 1 }, 'Ada liked your article “On Engines”'],
  [{ ...like, names: ['Ada', 'Bob'], actors_count: 2 }, 'Ada and Bob liked your article “On Engines”'],
  [{ ...like, names: ['Ada', 'Bob', 'Cy', 'Di'], actors_count: 4 }, 'Ada and 3 others liked your article “On Engines”'],
  [{ ...like, title: undefined, names: [undefined], actors_count: 1 }, 'Someone liked your article'],
  [{ ...like, type: 'share', names: ['Ada', undefined], actors_count: 2 }, 'Ada and someone else shared your article “On Engines”'],
  [{ ...like, type: 'comment', names: ['Ada'], actors_count: 1 }, 'Ada commented on your article “On Engines”'],
  [{ ...like, type: 'reply', subject_type: 'comments', title: 'Well said.', names: ['Ada'], actors_count: 1 }, 'Ada replied to your comment “Well said.”'],
  [{ ...like, type: 'mention', subject_type: 'comments', title: undefined, names: ['Ada'], actors_count: 1 }, 'Ada mentioned you in a comment'],
  [{ ...like, type: 'mention', subject_type: 'images', title: undefined, names: ['Ada'], actors_count: 1 }, 'Ada mentioned you in an image'],
  [
    { ...like, type: 'system', notice: 'publication_failed', names: [], actors_count: 0 },
    'Your article “On Engines” could not be published when it was due',
  ],
] as const)('%o reads %s', (told, text) => {
  expect(sentence(told)).toBe(text)
})

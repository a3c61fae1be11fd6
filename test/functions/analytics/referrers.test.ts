import { expect, it } from 'vitest'
import { sourceOf } from '../../../functions/analytics/referrers.ts'

it.each([
  [null, 'direct'],
  ['', 'direct'],
  ['www.google.com', 'google'],
  ['google.co.uk', 'google'],
  ['news.google.de', 'google'],
  ['t.co', 'x'],
  ['X.com', 'x'],
  ['mobile.twitter.com', 'x'],
  ['l.facebook.com', 'facebook'],
  ['old.reddit.com', 'reddit'],
  ['www.example.org', 'example.org'],
  ['blog.example.org.', 'blog.example.org'],
  ['notgoogle.com', 'notgoogle.com'],
  ['evilx.com', 'evilx.com'],
  ['google.com.evil.example', 'google.com.evil.example'],
  ['localhost', 'localhost'],
])('a view from %s comes from %s', (host, source) => {
  expect(sourceOf(host)).toBe(source)
})

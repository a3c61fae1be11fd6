import { expect, it } from 'vitest'
import { letter } from '../../../shared/mail/letter.ts'

const hostile = `<img src=x onerror="alert('1')">&`

it('nothing that a letter is given becomes markup', () => {
  const { html, text } = letter({
    subject: hostile,
    greeting: hostile,
    paragraphs: [hostile, hostile],
    action: { label: hostile, url: `https://example.org/?a="><b>` },
    footer: [{ text: hostile, label: hostile, url: `https://example.org/?a="><b>` }],
  })
  expect(html).not.toContain('<img')
  expect(html).not.toContain('<b>')
  expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;')
  expect(html).toContain('href="https://example.org/?a=&quot;&gt;&lt;b&gt;"')
  expect(text).toContain(hostile)
})

it('a subject is one line, so that it can carry no header', () => {
  expect(letter({ subject: 'Hello\r\nBcc: you', greeting: 'Hi', paragraphs: [] }).subject).toBe('Hello Bcc: you')
})

it('the link stands after the first paragraph, in both forms', () => {
  const { text, html } = letter({
    subject: 'Hello',
    greeting: 'Hello Ada,',
    paragraphs: ['First.', 'Last.'],
    action: { label: 'Go', url: 'https://example.org/' },
  })
  expect(text).toBe('Hello Ada,\n\nFirst.\n\nGo:\nhttps://example.org/\n\nLast.\n')
  expect(html.indexOf('First.')).toBeLessThan(html.indexOf('https://example.org/'))
  expect(html.indexOf('https://example.org/')).toBeLessThan(html.indexOf('Last.'))
})

it('what stands below all else is in both forms', () => {
  const footer = [{ text: 'Enough?', label: 'No more', url: 'https://example.org/end' }]
  const { text, html } = letter({ subject: 'Hello', greeting: 'Hello Ada,', paragraphs: ['First.', 'Last.'], footer })
  expect(text).toBe('Hello Ada,\n\nFirst.\n\nLast.\n\nEnough? No more:\nhttps://example.org/end\n')
  expect(html).toContain('Enough? <a href="https://example.org/end">No more</a>')
})

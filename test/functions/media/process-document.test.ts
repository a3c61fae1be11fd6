import { describe, expect, it, test } from 'vitest'
import { processDocument } from '../../../functions/media/process-document.ts'

test.each([
  ['application/pdf', '%PDF-1.4\n%%EOF', 'original.pdf', 'application/pdf'],
  ['text/plain', 'x', 'original.txt', 'text/plain; charset=utf-8'],
  ['text/markdown', '# x', 'original.md', 'text/markdown; charset=utf-8'],
  ['text/csv', 'a;b', 'original.csv', 'text/csv; charset=utf-8'],
  ['text/vtt', 'WEBVTT', 'original.vtt', 'text/vtt; charset=utf-8'],
] as const)('%s is served as it came', (content_type, text, name, served) => {
  const bytes = Buffer.from(text)
  const { type, outputs } = processDocument(bytes, content_type)
  expect(type).toBe('document')
  expect(outputs).toEqual([{ role: 'original', name, content_type: served, width: null, height: null, content: bytes }])
})

describe('captions', () => {
  const accepted = [
    'WEBVTT',
    'WEBVTT\n',
    'WEBVTT - A title\n\n',
    'WEBVTT\tA title\n\nSTYLE\n::cue { color: red }\n',
    'WEBVTT\n\n00:00.000 --> 00:00.001\nHello',
    'WEBVTT\r\rone\r00:00:00.000 --> 100:00:00.000 line:0 position:20%\rHello',
    'WEBVTT\n\nNOTE\nwords\n\n00:59.999 -->\t01:00.000\n<v Ada>Hello</v>\n- and on',
  ]
  const refused = [
    '',
    'webvtt\n',
    ' WEBVTT\n',
    'WEBVTTx',
    'WEBVTT\n\n00:00.000 --> 00:00.000\nHello',
    'WEBVTT\n\n0:00.000 --> 00:01.000\nHello',
    'WEBVTT\n\n00:00,000 --> 00:01,000\nHello',
    'WEBVTT\n\n00:00.000-->00:01.000\nHello',
    'WEBVTT\n\n00:60.000 --> 01:01.000\nHello',
    'WEBVTT\n\n00:00.00 --> 00:01.000\nHello',
    'WEBVTT\n\n --> \nHello',
  ]

  it.each(accepted)('%j are taken', (text) => {
    expect(processDocument(Buffer.from(text), 'text/vtt').type).toBe('document')
  })

  it.each(refused)('%j are refused', (text) => {
    expect(() => processDocument(Buffer.from(text), 'text/vtt')).toThrow('invalid_captions')
  })
})

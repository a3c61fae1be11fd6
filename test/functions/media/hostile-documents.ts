import { bytesOf, gradient } from './pictures.ts'
import { type Hostile, html, pdf, rar, svg, zip } from './disguises.ts'

/** Documents that are not what they say, or more than they say. */
export async function hostileDocuments(): Promise<Hostile[]> {
  const jpeg = bytesOf(await gradient(20, 20).jpeg().toBuffer())
  return [
    ['an archive as PDF', 'application/pdf', zip, 'type_mismatch'],
    ['half a PDF', 'application/pdf', bytesOf('%PDF-1.7\n', new Uint8Array(5000)), 'unreadable'],
    ['a PDF with an archive behind it', 'application/pdf', bytesOf(pdf, zip), 'polyglot'],
    ['a picture as PDF', 'application/pdf', jpeg, 'type_mismatch'],
    ['a page as PDF', 'application/pdf', bytesOf(html), 'type_mismatch'],
    ['a PDF as text', 'text/plain', pdf, 'type_mismatch'],
    ['a picture as text', 'text/plain', jpeg, 'type_mismatch'],
    ['an archive as text', 'text/plain', zip, 'type_mismatch'],
    ['a RAR as Markdown', 'text/markdown', rar, 'type_mismatch'],
    ['text with an archive behind it', 'text/plain', bytesOf('hello '.repeat(1000), zip), 'polyglot'],
    ['a page as text', 'text/plain', bytesOf(html), 'unsupported_type'],
    ['a page behind white space as CSV', 'text/csv', bytesOf('\n\t  ', html.toUpperCase()), 'unsupported_type'],
    ['SVG as text', 'text/plain', bytesOf(svg), 'unsupported_type'],
    ['SVG behind its declaration', 'text/plain', bytesOf('<?xml version="1.0"?>', svg), 'unsupported_type'],
    ['SVG behind the mark of its encoding', 'text/plain', bytesOf('\xef\xbb\xbf', svg), 'unsupported_type'],
    ['a page behind a comment as Markdown', 'text/markdown', bytesOf(`<!-- hello -->\n${html}`), 'unsupported_type'],
    ['PHP as text', 'text/plain', bytesOf('<?php system($_GET[0]);'), 'unsupported_type'],
    ['bytes that are no UTF-8 as text', 'text/plain', bytesOf('caf\xe9'), 'invalid_text'],
    ['half a character at the end', 'text/plain', bytesOf('caf\xc3'), 'invalid_text'],
    ['a zero far behind in CSV', 'text/csv', bytesOf('a,b\n', 'x'.repeat(5000), '\0'), 'invalid_text'],
    ['UTF-16 as text', 'text/plain', bytesOf(new Uint8Array(Buffer.from('\ufeffhello', 'utf16le'))), 'type_mismatch'],
    ['captions without a signature', 'text/vtt', bytesOf('00:00.000 --> 00:01.000\nHello'), 'invalid_captions'],
    ['captions that end before they begin', 'text/vtt', bytesOf('WEBVTT\n\n00:02.000 --> 00:01.000\nHello'), 'invalid_captions'],
    ['captions with a false time', 'text/vtt', bytesOf('WEBVTT\n\n00:61.000 --> 99:00.000\nHello'), 'invalid_captions'],
    ['captions of another kind', 'text/vtt', bytesOf('1\n00:00:00,000 --> 00:00:01,000\nHello'), 'invalid_captions'],
    ['a signature that goes on', 'text/vtt', bytesOf('WEBVTTX\n\n00:00.000 --> 00:01.000\nHello'), 'invalid_captions'],
    ['a page as captions', 'text/vtt', bytesOf(html), 'unsupported_type'],
  ]
}

import type { Processed } from './outputs.ts'
import { Rejection } from './rejection.ts'
import type { ContentType } from './types.ts'

const extensions: Partial<Record<ContentType, string>> = {
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'text/csv': 'csv',
  'text/vtt': 'vtt',
}

// What a browser that guesses would run.
const markup = /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|html|head|body|script|iframe|svg|\?xml|\?php)/i

/** Checks a document; it is served as it came. Throws `Rejection`. */
export function processDocument(bytes: Buffer, content_type: ContentType): Processed {
  if (content_type === 'application/pdf') {
    if (!bytes.includes('%%EOF', Math.max(0, bytes.length - 2048))) throw new Rejection('unreadable')
  } else {
    const text = decode(bytes)
    if (markup.test(text)) throw new Rejection('unsupported_type')
    if (content_type === 'text/vtt' && !isWebVtt(text)) throw new Rejection('invalid_captions')
  }
  const served = content_type === 'application/pdf' ? content_type : `${content_type}; charset=utf-8`
  const name = `original.${extensions[content_type] ?? 'bin'}`
  return {
    type: 'document',
    width: null,
    height: null,
    duration: null,
    blurhash: null,
    dominant_color: null,
    thumbnail_source: null,
    outputs: [{ role: 'original', name, content_type: served, width: null, height: null, content: bytes }],
  }
}

function decode(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Not UTF-8: refused like text with a zero in it.
  }
  throw new Rejection('invalid_text')
}

const timing = /^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}(?:[ \t].*)?$/

/** Whether a text is WebVTT: its signature, and a valid time on every line that holds an arrow. Cues begin before they end. */
function isWebVtt(text: string): boolean {
  const lines = text.split(/\r\n|\n|\r/)
  if (!/^WEBVTT(?:[ \t].*)?$/.test(lines[0] ?? '')) return false
  return lines.every((line) => {
    if (!line.includes('-->')) return true
    if (!timing.test(line)) return false
    const [from = '', to = ''] = line.split('-->')
    return seconds(from) < seconds(to)
  })
}

function seconds(timestamp: string): number {
  const [time = ''] = timestamp.trim().split(/[ \t]/)
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

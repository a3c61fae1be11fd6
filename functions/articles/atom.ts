/** A feed as RFC 4287 has it. */
export interface Feed {
  readonly id: string
  readonly title: string
  readonly updated: Date
  /** Where this feed is. */
  readonly self: string
  readonly entries: readonly FeedEntry[]
}

export interface FeedEntry {
  readonly id: string
  readonly title: string
  readonly author: string
  readonly link: string
  readonly published: Date
  readonly updated: Date
  readonly summary: string | null
  readonly html: string
  readonly categories: readonly string[]
}

/** Writes a feed as an XML document. */
export function writeFeed({ id, title, updated, self, entries }: Feed): string {
  const head = `${element('id', id)}${element('title', title)}${element('updated', updated.toISOString())}${link('self', self)}`
  const feed = `<feed xmlns="http://www.w3.org/2005/Atom">${head}${entries.map(writeEntry).join('')}</feed>`
  return `<?xml version="1.0" encoding="utf-8"?>\n${feed}\n`
}

function writeEntry(entry: FeedEntry): string {
  const parts = [
    element('id', entry.id),
    element('title', entry.title),
    `<author>${element('name', entry.author)}</author>`,
    link('alternate', entry.link),
    element('published', entry.published.toISOString()),
    element('updated', entry.updated.toISOString()),
    ...entry.categories.map((category) => `<category term="${escaped(category)}"/>`),
    ...(entry.summary === null ? [] : [element('summary', entry.summary)]),
    `<content type="html">${escaped(entry.html)}</content>`,
  ]
  return `<entry>${parts.join('')}</entry>`
}

function link(rel: string, href: string): string {
  return `<link rel="${rel}" href="${escaped(href)}"/>`
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

// XML 1.0 has no way to say most control characters, escaped or not.
const unspeakable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

function escaped(text: string): string {
  return text.replaceAll(unspeakable, '').replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '')
}

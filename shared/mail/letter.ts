/** A mail's content, in plain text and in HTML. */
export interface Letter {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface LetterContent {
  readonly subject: string
  readonly greeting: string
  /** Plain text, one entry a paragraph. */
  readonly paragraphs: readonly string[]
  /** The one thing to do: a link that stands between the first paragraph and the others. */
  readonly action?: Link
  /** What stands below all else, in small print: why one gets the letter, and how to end such letters. */
  readonly footer?: readonly (Link & { readonly text: string })[]
}

interface Link {
  readonly label: string
  readonly url: string
}

/** Lays a letter out in both forms. Whatever it is given is text: nothing of it becomes markup. */
export function letter({ subject, greeting, paragraphs, action, footer = [] }: LetterContent): Letter {
  const [first = '', ...rest] = paragraphs
  const below = footer.map((note) => `${note.text} ${note.label}:\n${note.url}`)
  const text = [greeting, first, ...(action ? [`${action.label}:\n${action.url}`] : []), ...rest, ...below].join('\n\n')
  const body = [paragraph(greeting), paragraph(first), action ? button(action) : '', ...rest.map(paragraph), ...footer.map(smallPrint)]
  const html = page(subject, body.join(''))
  return { subject: subject.replace(/\s+/g, ' '), text: `${text}\n`, html }
}

const bodyStyle = 'margin:0;padding:24px;background:#f4f4f5;font:16px/1.5 system-ui,sans-serif;color:#18181b'
const sheetStyle = 'max-width:560px;margin:0 auto;padding:32px;background:#fff;border-radius:8px'
const buttonStyle = 'display:inline-block;padding:12px 20px;background:#1d4ed8;color:#fff;text-decoration:none;border-radius:6px'
const smallStyle = 'font-size:13px;color:#52525b;word-break:break-all'

function page(title: string, content: string): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>`
  const body = `<body style="${bodyStyle}"><main style="${sheetStyle}">${content}</main></body>`
  return `<!doctype html><html lang="en"><head>${head}</head>${body}</html>`
}

function button({ label, url }: Link): string {
  const address = escaped(url)
  return `<p><a href="${address}" style="${buttonStyle}">${escaped(label)}</a></p><p style="${smallStyle}">${address}</p>`
}

function smallPrint({ text, label, url }: NonNullable<LetterContent['footer']>[number]): string {
  return `<p style="${smallStyle}">${escaped(text)} <a href="${escaped(url)}">${escaped(label)}</a></p>`
}

function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string)
}

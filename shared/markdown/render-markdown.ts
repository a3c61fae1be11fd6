import MarkdownIt, { type StateCore, type Token } from 'markdown-it'
import sanitizeHtml from 'sanitize-html'

const parser = new MarkdownIt({ html: true, linkify: true })
// What an address may be is decided once, by the sanitiser, for Markdown and raw HTML alike.
parser.validateLink = () => true
// Else `README.md` would be an address in Moldova.
parser.linkify.set({ fuzzyLink: false })
parser.core.ruler.after('inline', 'task_list_items', markTasks)

const tags = [
  'h1 h2 h3 h4 h5 h6 p blockquote pre hr br ul ol li input',
  'a img em strong b i s del ins mark code kbd sub sup abbr q cite small',
  'table thead tbody tr th td figure figcaption details summary',
]

// With a known scheme, or without any: what only looks like a scheme to someone's parser is none of ours.
const ordinaryAddress = /^(?:https?:|mailto:|[^:/?#]*(?:[/?#]|$))/i

const rules: sanitizeHtml.IOptions = {
  allowedTags: tags.flatMap((names) => names.split(' ')),
  // Neither `id` nor `name`, which could hide a page's own objects from its scripts, and no `style`.
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'loading'],
    ol: ['start'],
    th: ['style'],
    td: ['style'],
    abbr: ['title'],
    input: ['type', 'checked', 'disabled'],
    code: ['class'],
  },
  allowedStyles: { '*': { 'text-align': [/^(?:left|center|right)$/] } },
  allowedClasses: { code: ['language-*'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  nestingLimit: 32,
  transformTags: {
    a: (tagName, { href, ...attribs }) => ({
      tagName,
      attribs: { ...(href !== undefined && ordinaryAddress.test(href) && { href }), ...attribs, rel: 'nofollow ugc noopener noreferrer' },
    }),
    img: (tagName, { src, ...attribs }) => ({
      tagName,
      attribs: { ...(src !== undefined && ordinaryAddress.test(src) && { src }), ...attribs, loading: 'lazy' },
    }),
    input: (tagName, { checked }) => ({
      tagName,
      attribs: { type: 'checkbox', disabled: '', ...(checked !== undefined && { checked: '' }) },
    }),
  },
}

/**
 * Markdown (CommonMark with GitHub's tables, strikethrough, task lists and links) as HTML that is safe to put into a page:
 * a short list of elements and attributes, http, https and mailto addresses, nothing that runs. Never throws; its time
 * grows with the length of the text, whatever the text.
 */
export function renderMarkdown(markdown: string): string {
  return sanitizeHtml(parser.render(markdown), rules)
}

/** Turns the `[ ]` or `[x]` at the beginning of a list item into a checkbox. */
function markTasks({ tokens, Token }: StateCore): void {
  for (const [at, token] of tokens.entries()) {
    if (token.type !== 'inline' || tokens[at - 1]?.type !== 'paragraph_open' || tokens[at - 2]?.type !== 'list_item_open') continue
    const first = token.children?.[0]
    const mark = first?.type === 'text' ? /^\[([ xX])\]\s/.exec(first.content) : null
    if (!first || !mark) continue
    first.content = first.content.slice(mark[0].length)
    const checkbox: Token = new Token('html_inline', '', 0)
    checkbox.content = `<input type="checkbox" disabled${mark[1] === ' ' ? '' : ' checked'}> `
    token.children?.unshift(checkbox)
  }
}

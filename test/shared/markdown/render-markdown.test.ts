import * as fc from 'fast-check'
import sanitizeHtml from 'sanitize-html'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../../shared/markdown/render-markdown.ts'

describe('Markdown', () => {
  test.each([
    ['# Title', '<h1>Title</h1>\n'],
    ['**a** *b* ~~c~~ `d`', '<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n'],
    ['```js\n1 < 2\n```', '<pre><code class="language-js">1 &lt; 2\n</code></pre>\n'],
    ['a <kbd>b</kbd>', '<p>a <kbd>b</kbd></p>\n'],
    ['README.md', '<p>README.md</p>\n'],
    ['- [ ] a', '<ul>\n<li><input type="checkbox" disabled /> a</li>\n</ul>\n'],
    ['1. [x] a', '<ol>\n<li><input type="checkbox" disabled checked /> a</li>\n</ol>\n'],
    ['![a](https://e.org/i.png)', '<p><img src="https://e.org/i.png" alt="a" loading="lazy" /></p>\n'],
    ['[a](/b)', '<p><a href="/b" rel="nofollow ugc noopener noreferrer">a</a></p>\n'],
    ['https://e.org', '<p><a href="https://e.org" rel="nofollow ugc noopener noreferrer">https://e.org</a></p>\n'],
  ])('%s', (markdown, html) => {
    expect(renderMarkdown(markdown)).toBe(html)
  })

  test('aligns the cells of a table', () => {
    const html = renderMarkdown('|a|b|\n|:-:|--:|\n|1|2|')
    expect(html).toContain('<th style="text-align:center">a</th>')
    expect(html).toContain('<td style="text-align:right">2</td>')
  })
})

const hostile = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//e.org></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href=" &#106;avascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java&Tab;script:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '![x](data:image/svg+xml;base64,PHN2Zz4=)',
  '![x" onerror="alert(1)](x)',
  '[x](//e.org)',
  '<form action=//e.org><input type=submit formaction=javascript:alert(1)><button>x</button></form>',
  '<input type="password" name="getElementById" autofocus onfocus=alert(1)>',
  '<a id="location" name="cookie" href="#x">x</a>',
  '<p style="position:fixed;background:url(javascript:alert(1))">x</p>',
  '<td style="text-align:center;position:fixed">x</td>',
  '<base href="https://e.org"><meta http-equiv=refresh content="0;url=//e.org"><link rel=stylesheet href=//e.org>',
  '<details open ontoggle=alert(1)>x</details>',
  '<code class="language-js evil">x</code>',
  '<a href="https://e.org" target="_blank" rel="opener">x</a>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<!--><script>alert(1)</script>-->',
  '<object data="data:text/html,x"></object><embed src=x><video><source onerror=alert(1)></video>',
]

const harmful = /^(?:script|style|iframe|svg|math|object|embed|form|button|textarea|base|meta|link|video|source|noscript)$/
const address = /^(?!\s*[/\\]{2})(?:https?:|mailto:|[^:/?#]*(?:[/?#]|$))/i
const harmless: Readonly<Record<string, RegExp>> = {
  href: address,
  src: address,
  style: /^text-align:(?:left|center|right)$/,
  class: /^language-\S+$/,
}

/** What a document may hold, told apart from how it is made: by reading every element and attribute of the result. */
function faultsOf(html: string): string[] {
  const faults: string[] = []
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    onOpenTag: (name, attributes) => {
      if (harmful.test(name)) faults.push(name)
      for (const [attribute, value] of Object.entries(attributes)) {
        if (/^(?:on|id$|name$|srcdoc|formaction|target$|autofocus)/.test(attribute)) faults.push(`${name} ${attribute}`)
        if (attribute in harmless && !harmless[attribute]?.test(value)) faults.push(`${name} ${attribute}=${value}`)
      }
      if (name === 'a' && attributes.rel !== 'nofollow ugc noopener noreferrer') faults.push('a rel')
      if (name === 'input' && attributes.type !== 'checkbox') faults.push('input')
    },
  })
  return faults
}

describe('hostile Markdown', () => {
  test.each(hostile)('%s', (markdown) => {
    expect(faultsOf(renderMarkdown(markdown))).toEqual([])
  })

  test('is harmless in any combination', () => {
    const marks = fc.constantFrom('\n', '> ', '- ', '`', '**', '"', "'", '<', '>', '&', '[', '](', ')', '|', '<!--')
    const piece = fc.oneof(fc.constantFrom(...hostile), marks, fc.string())
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(faultsOf(renderMarkdown(pieces.join('')))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  const length = 50_000
  const table = `${'|a'.repeat(500)}|\n${'|-'.repeat(500)}|\n${'|\n'.repeat(length / 4)}`
  const blocks = ['>', '- ', '# ', '\n', '|', '<div>', '<!--']
  const spans = ['*a ', '**a *b ', '[', '![', '[a](', '`', '<', '<a ', '&', '~~a ', 'a.', '*_', '\\']
  test.each([...[...blocks, ...spans].map((piece) => [piece, piece.repeat(length / piece.length)]), ['a wide table', table]])(
    'takes no more time or room than its length allows: %j',
    (_, markdown) => {
      const started = performance.now()
      const html = renderMarkdown(markdown)
      expect(performance.now() - started).toBeLessThan(4000)
      expect(html.length).toBeLessThan(2_000_000)
    },
  )
})

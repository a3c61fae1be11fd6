import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { beforeAll, describe, expect, test } from 'vitest'
import { writeFeed } from '../../../functions/articles/atom.ts'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, draftOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'entry' || name === 'category' })

function parse(xml: string): Json {
  expect(XMLValidator.validate(xml)).toBe(true)
  return parser.parse(xml).feed
}

let stack: Stack
let ada: Actor
let feedOf: string

beforeAll(async () => {
  stack = await useStack()
  ada = await stack.newUser({ full_name: 'Ada <Lovelace> & Co' })
  feedOf = `/v1/feeds/articles.atom?author_id=${ada.id}`
})

describe('the feed of articles', () => {
  test('is empty but valid without any', async () => {
    const { status, headers, text } = await stack.anonymous.get(`/v1/feeds/articles.atom?author_id=${(await stack.newUser()).id}`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    expect(parse(text)).toMatchObject({ '@_xmlns': 'http://www.w3.org/2005/Atom', title: 'Articles', updated: '1970-01-01T00:00:00.000Z' })
  })

  test('holds what is published, newest first, with everything escaped', async () => {
    const tag = `<${ada.username}> & "co"`
    const first = await articleOf(ada, { title: 'Tom & <Jerry> "quoted"', content: '**1 < 2**\u0001', excerpt: ']]> & \u000B', tags: [tag] })
    const second = await articleOf(ada, { canonical_url: 'https://e.org/?a=1&b=2' })
    await draftOf(ada)
    const { text } = await stack.anonymous.get(feedOf)
    const feed = parse(text)
    expect(feed.id).toBe(`urn:atrium:feed:articles?author_id=${ada.id}`)
    const self = expect.stringMatching(/^http.*\/v1\/feeds\/articles\.atom\?author_id=/)
    expect(feed.link).toMatchObject({ '@_rel': 'self', '@_href': self })
    expect(feed.updated).toBe(second.updated_at)
    expect(feed.entry).toMatchObject([
      { id: `urn:atrium:article:${second.id}`, link: { '@_href': 'https://e.org/?a=1&b=2' } },
      {
        id: `urn:atrium:article:${first.id}`,
        title: 'Tom & <Jerry> "quoted"',
        author: { name: 'Ada <Lovelace> & Co' },
        published: first.published_at,
        updated: first.updated_at,
        summary: ']]> &',
        content: { '#text': '<p><strong>1 &lt; 2</strong></p>', '@_type': 'html' },
        category: [{ '@_term': tag.toLowerCase() }],
      },
    ])
    const { headers } = await stack.anonymous.get(`/v1/articles/by-slug/${first.slug}`)
    expect(headers.get('content-type')).toBe('application/json')
    expect(feed.entry[1].link['@_href']).toContain(`/v1/articles/by-slug/${first.slug}`)
  })

  test('is cached until it changes, and is the same for everyone', async () => {
    const { headers, text } = await stack.anonymous.get(feedOf)
    const seen = { 'if-none-match': headers.get('etag') ?? '' }
    expect(headers.get('cache-control')).toBe('public, max-age=60')
    expect((await ada.get(feedOf)).text).toBe(text)
    const unchanged = await stack.anonymous.get(feedOf, seen)
    expect({ status: unchanged.status, text: unchanged.text }).toEqual({ status: 304, text: '' })
    await articleOf(ada)
    expect((await stack.anonymous.get(feedOf, seen)).status).toBe(200)
  })

  test('ends at fifty', async () => {
    const author = await stack.newUser()
    const articles = []
    for (let at = 0; at < 51; at += 1) articles.push(await articleOf(author))
    const { entry } = parse((await stack.anonymous.get(`/v1/feeds/articles.atom?author_id=${author.id}`)).text)
    expect(entry.map(({ id }: Json) => id)).toEqual(articles.slice(1).toReversed().map(({ id }) => `urn:atrium:article:${id}`))
  })
})

test('what XML cannot say is left out of a feed', () => {
  const updated = new Date(0)
  const text = 'a\u0000\u0008\u001F\uD800\uFFFE\u{1F389}b'
  expect(parse(writeFeed({ id: 'urn:x', title: text, updated, self: 'https://e.org', entries: [] })).title).toBe('a\u{1F389}b')
})

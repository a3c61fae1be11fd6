import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as z from 'zod'

const list = z
  .string()
  .default('')
  .transform((names) => names.split(',').flatMap((name) => name.trim() || []))

const heading = z.strictObject({
  title: z.string(),
  author: z.string(),
  categories: list,
  tags: list,
  excerpt: z.string().optional(),
  status: z.enum(['published', 'draft', 'scheduled']).default('published'),
  /** What the author adds after publication. */
  update: z.string().optional(),
})

export interface WrittenArticle extends z.output<typeof heading> {
  /** The name of its file, which the conversation below it shares. */
  readonly slug: string
  readonly content: string
  readonly remarks: readonly Remark[]
}

export interface Remark {
  readonly author: string
  readonly content: string
  readonly replies: readonly Remark[]
}

const articlesDir = new URL('articles/', import.meta.url)
const conversationsDir = new URL('conversations/', import.meta.url)

/**
 * The articles in `articles/`, Markdown below a heading of `name: value` lines between two lines of dashes, and what is said
 * about them in `conversations/`: `name: text` lines, each reply two spaces further in than what it answers.
 */
export function readArticles(): WrittenArticle[] {
  const conversations = readConversations()
  return readdirSync(articlesDir)
    .toSorted()
    .map((file) => {
      const [, lines = '', content = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(new URL(file, articlesDir), 'utf8')) ?? []
      const fields = lines.split('\n').map((line) => /^(\w+): (.*)$/.exec(line)?.slice(1) ?? [line, ''])
      const slug = basename(file, '.md')
      const remarks = conversations.get(slug) ?? []
      return { slug, content: content.trim(), remarks, ...heading.parse(Object.fromEntries(fields)) }
    })
}

function readConversations(): Map<string, Remark[]> {
  const files = readdirSync(conversationsDir)
  const said = (file: string) => thread(readFileSync(new URL(file, conversationsDir), 'utf8'))
  return new Map(files.map((file) => [basename(file, '.txt'), said(file)]))
}

function thread(text: string): Remark[] {
  const remarks: Remark[] = []
  // What a line at each depth would be said to.
  const open: Remark[][] = [remarks]
  for (const line of text.trimEnd().split('\n')) {
    const [, indent = '', author = '', content = ''] = /^((?: {2})*)(\w+): (.*)$/.exec(line) ?? []
    const siblings = open[indent.length / 2]
    if (!siblings || content === '') throw new Error(`A conversation has a line that nobody says: ${line}`)
    const replies: Remark[] = []
    siblings.push({ author, content, replies })
    open.splice(indent.length / 2 + 1, Infinity, replies)
  }
  return remarks
}

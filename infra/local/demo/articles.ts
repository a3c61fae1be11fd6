import { readArticles, type WrittenArticle } from './article-files.ts'
import { type Member, moderator } from './people.ts'
import { seededRandom } from './random.ts'
import { type Act, stepHours } from './timeline.ts'

/** An article with its place in the story. */
export interface PlannedArticle extends WrittenArticle {
  /** Hours after the beginning; the latest moment for one that is never published. */
  readonly publishedAt: number
  /** How many more people than usual it draws. */
  readonly appeal: number
}

const firstHour = 24
const lastHour = 20.5 * 24
const categoriesAt = 2 * stepHours
const scheduledDays = 2

/** Categories by the one above them. */
const categoryTree: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Technology: {
    Software: 'Programs, and living with them.',
    Data: 'Keeping it, moving it, asking it questions.',
    Operations: 'What happens after it works.',
  },
  Home: {
    Gardening: 'Soil, seeds and slugs.',
    Food: 'From the oven, the pan and the market.',
    Crafts: 'Made by hand, sometimes twice.',
  },
  World: { Travel: 'The long way round.', History: 'How things came to be so.', Language: 'Words and their neighbours.' },
  Nature: { Science: 'Finding out.', Outdoors: 'Under the sky, in all weathers.' },
}

/** Every article with its time, in an order that mixes the topics. */
export function planArticles(): PlannedArticle[] {
  const random = seededRandom('articles')
  const written = random.shuffled(readArticles())
  const gap = (lastHour - firstHour) / written.length
  return written.map((article, index) => ({
    ...article,
    publishedAt: firstHour + index * gap + random.between(0, gap / 2),
    appeal: 0.3 + 0.2 * article.remarks.length + 2 * random.next() ** 3,
  }))
}

export function articles(planned: readonly PlannedArticle[], members: readonly Member[]): Act[] {
  const random = seededRandom('writing')
  const joins = new Map(members.map(({ username, joins }) => [username, joins]))
  return [
    ...categories(),
    ...planned.flatMap((article) => {
      const earliest = Math.max(joins.get(article.author) ?? 0, categoriesAt + stepHours) + stepHours
      const begunAt = Math.max(earliest, article.publishedAt - stepHours - random.wait(8))
      return [writing(article, begunAt), ...publishing(article), ...editing(article, random.wait(12))]
    }),
  ]
}

function categories(): Act[] {
  return Object.entries(categoryTree).flatMap(([name, children]) => [
    addition(categoriesAt, name),
    ...Object.entries(children).map(([child, description]) =>
      addition(categoriesAt + stepHours, child, { description, parent: name }),
    ),
  ])
}

function addition(at: number, name: string, { description, parent }: { description?: string; parent?: string } = {}): Act {
  return {
    at,
    makes: 'categories',
    async run({ member, idOf, remember }) {
      const parent_id = parent === undefined ? null : idOf(`category ${parent}`)
      const added = await member(moderator).post('/v1/categories', { name, parent_id, ...(description && { description }) })
      remember(`category ${name}`, added)
    },
  }
}

const made = { published: 'articles', draft: 'drafts', scheduled: 'scheduled' }

function writing({ slug, author, categories, status, content, title, tags, excerpt }: PlannedArticle, at: number): Act {
  return {
    at,
    makes: made[status],
    async run({ member, idOf, remember }) {
      const category_ids = categories.map((name) => idOf(`category ${name}`))
      const begun = await member(author).post('/v1/articles', { title, content, tags, category_ids, ...(excerpt && { excerpt }) })
      remember(slug, begun)
    },
  }
}

function publishing({ slug, author, status, publishedAt }: PlannedArticle): Act[] {
  if (status === 'draft') return []
  const publish: Act['run'] = ({ member, idOf, ends }) => {
    const later = new Date(ends.getTime() + scheduledDays * 24 * 3_600_000)
    const when = status === 'scheduled' ? { publish_at: later.toISOString() } : undefined
    return member(author).post(`/v1/articles/${idOf(slug)}/publish`, when)
  }
  return [{ at: publishedAt, run: publish }]
}

function editing({ slug, author, content, update, publishedAt }: PlannedArticle, wait: number): Act[] {
  if (update === undefined) return []
  const revised = `${content}\n\n**Update:** ${update}\n`
  return [
    {
      at: publishedAt + stepHours + wait,
      makes: 'edits',
      run: ({ member, idOf }) => member(author).patch(`/v1/articles/${idOf(slug)}`, { content: revised }),
    },
  ]
}

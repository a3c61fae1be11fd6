import type { Remark } from './article-files.ts'
import type { PlannedArticle } from './articles.ts'
import type { Member } from './people.ts'
import { type Random, seededRandom } from './random.ts'
import { type Act, stepHours } from './timeline.ts'

const firstWordHours = 10
const answerHours = 4
const likesPerRemark = 1.5

/** What people say below the articles, and whose words they like. */
export function conversations(articles: readonly PlannedArticle[], members: readonly Member[]): Act[] {
  const random = seededRandom('conversations')
  const joins = new Map(members.map(({ username, joins }) => [username, joins]))

  const speak = (slug: string, name: string, { author, content, replies }: Remark, after: number, parent?: string): Act[] => {
    const earliest = Math.max(after, joins.get(author) ?? 0) + stepHours
    const at = earliest + random.wait(parent === undefined ? firstWordHours : answerHours)
    const said: Act = {
      at,
      makes: 'comments',
      async run({ member, idOf, remember }) {
        const body = { content, ...(parent !== undefined && { parent_id: idOf(parent) }) }
        remember(name, await member(author).post(`/v1/articles/${idOf(slug)}/comments`, body))
      },
    }
    const answers = replies.flatMap((reply, index) => speak(slug, `${name}.${index + 1}`, reply, at, name))
    return [said, ...liking(name, author, at, members, random), ...answers]
  }

  return articles.flatMap(({ slug, remarks, publishedAt }) =>
    remarks.flatMap((remark, index) => speak(slug, `${slug} ${index + 1}`, remark, publishedAt)),
  )
}

function liking(name: string, author: string, at: number, members: readonly Member[], random: Random): Act[] {
  return members.flatMap(({ username, joins }) => {
    if (username === author || !random.chance(likesPerRemark / members.length)) return []
    return {
      at: Math.max(at, joins) + stepHours + random.wait(answerHours),
      makes: 'likes of comments',
      run: ({ member, idOf }) => member(username).put(`/v1/comments/${idOf(name)}/like`),
    }
  })
}

import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let author: Actor
let people: Actor[]

beforeAll(async () => {
  stack = await useStack()
  author = await stack.newUser()
  people = await Promise.all([stack.newUser(), stack.newUser(), stack.newUser()])
})

const acts = ['like', 'unlike', 'bookmark', 'forget', 'comment', 'answer', 'delete', 'share'] as const
type Act = (typeof acts)[number]

/** What one person's acts leave, by a plain model. */
interface Traces {
  liked: boolean
  bookmarked: boolean
  shares: number
  comments: number
  answers: number
}

async function perform(actor: Actor, article: Json, top: Json, plan: readonly Act[]): Promise<Traces> {
  const path = `/v1/articles/${article.id}`
  const traces: Traces = { liked: false, bookmarked: false, shares: 0, comments: 0, answers: 0 }
  const written: { id: string; answers: boolean }[] = []
  const write = async (parent_id?: string) => {
    const { id } = await commentBy(actor, article, 'Indeed.', parent_id)
    written.push({ id, answers: parent_id !== undefined })
  }
  const performers: Record<Act, () => Promise<unknown>> = {
    like: async () => {
      traces.liked = true
      expect((await actor.put(`${path}/like`)).body).toEqual({ liked: true, likes_count: expect.toSatisfy((count) => count >= 1) })
    },
    unlike: async () => {
      traces.liked = false
      expect((await actor.delete(`${path}/like`)).body).toEqual({ liked: false, likes_count: expect.toSatisfy((count) => count >= 0) })
    },
    bookmark: () => {
      traces.bookmarked = true
      return actor.put(`${path}/bookmark`)
    },
    forget: () => {
      traces.bookmarked = false
      return actor.delete(`${path}/bookmark`)
    },
    share: () => {
      traces.shares += 1
      return actor.post(`${path}/shares`, { platform: 'link' })
    },
    comment: () => write(),
    answer: () => write(top.id),
    delete: async () => {
      const last = written.pop()
      if (last) await actor.delete(`/v1/comments/${last.id}`)
    },
  }
  for (const act of plan) await performers[act]()
  return { ...traces, comments: written.length, answers: written.filter(({ answers }) => answers).length }
}

test('whatever people do at the same time, the counts are what the acts leave', async () => {
  const plan = fc.array(fc.constantFrom(...acts), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.tuple(plan, plan, plan), async (plans) => {
      const article = await articleOf(author)
      const top = await commentBy(author, article)
      const left = await Promise.all(plans.map((acts, at) => perform(people[at] as Actor, article, top, acts)))
      await stack.settled()

      const sum = (of: (traces: Traces) => number) => left.reduce((total, traces) => total + of(traces), 0)
      const [read, thread, likes] = await Promise.all([
        author.get(`/v1/articles/${article.id}`),
        author.get(`/v1/comments/${top.id}`),
        author.all(`/v1/articles/${article.id}/likes`),
      ])
      expect(read.body).toMatchObject({
        likes_count: sum(({ liked }) => Number(liked)),
        comments_count: 1 + sum(({ comments }) => comments),
        shares_count: sum(({ shares }) => shares),
      })
      expect(thread.body.replies_count).toBe(sum(({ answers }) => answers))
      expect(likes).toHaveLength(read.body.likes_count)
      for (const [at, { liked, bookmarked }] of left.entries()) {
        expect((await people[at]?.get(`/v1/articles/${article.id}`))?.body).toMatchObject({ liked, bookmarked })
      }
    }),
    { numRuns: 6 },
  )
}, 60_000)

import { expect, test } from 'vitest'
import { publicationStatuses, transitions } from '../../../shared/contract/publication.ts'
import type { Actor, Answer, Json } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { postBy } from './posts.ts'

const stack = await useStack()
const ada = await stack.newUser()

const later = () => ({ publish_at: new Date(Date.now() + 3_600_000).toISOString() })

const beginnings: Record<(typeof publicationStatuses)[number], (author: Actor) => Promise<Json>> = {
  draft: (author) => postBy(author, { draft: true }),
  scheduled: (author) => postBy(author, later()),
  published: (author) => postBy(author),
}

type Act = (by: Actor, post: Json) => Promise<Answer>
const publish: Act = (by, { id }) => by.post(`/v1/posts/${id}/publish`)
const schedule: Act = (by, { id }) => by.post(`/v1/posts/${id}/publish`, later())
const unschedule: Act = (by, { id }) => by.post(`/v1/posts/${id}/unschedule`)

interface Try {
  readonly name: string
  readonly act: Act
  readonly to: typeof transitions.publish
  readonly code: string
}

// What is out stays out: a post is deleted, not taken back.
const acts: readonly Try[] = [
  { name: 'publish', act: publish, to: transitions.publish, code: 'already_published' },
  { name: 'schedule', act: schedule, to: transitions.schedule, code: 'already_published' },
  { name: 'unschedule', act: unschedule, to: { scheduled: 'draft' }, code: 'not_scheduled' },
]
const pairs = publicationStatuses.flatMap((status) => acts.map((act) => ({ ...act, status, to: act.to[status] })))

test.each(pairs)('$name from $status', async ({ act, status, to, code }) => {
  const post = await beginnings[status](ada)
  const answer = await act(ada, post)
  expect(answer.body).toMatchObject(to ? { status: to } : { status: 409, code })
  const { body } = await ada.get(`/v1/posts/${post.id}`)
  expect([body.status, body.scheduled_at !== null, body.published_at !== null]).toEqual([
    to ?? status,
    (to ?? status) === 'scheduled',
    (to ?? status) === 'published',
  ])
})

test('is its author’s alone', async () => {
  const bob = await stack.newUser()
  const [draft, published] = [await postBy(ada, { draft: true }), await postBy(ada)]
  for (const act of [publish, schedule, unschedule]) {
    expect((await act(bob, draft)).status).toBe(404)
    expect((await act(bob, published)).body).toMatchObject({ status: 403, code: 'forbidden' })
  }
})

test('published by several calls at once comes out once', async () => {
  const draft = await postBy(ada, { draft: true })
  const answers = await Promise.all(Array.from({ length: 5 }, () => publish(ada, draft)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409])
})

import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor
let article: Json

beforeEach(async () => {
  stack = await useStack()
  ada = await stack.newUser()
  bob = await stack.newUser({ full_name: 'Bob Builder' })
  article = await articleOf(ada)
})

const like = (actor: Actor, thing: Json = article) => actor.put(`/v1/articles/${thing.id}/like`)
const unlike = (actor: Actor, thing: Json = article) => actor.delete(`/v1/articles/${thing.id}/like`)

/** What someone is told, the newest first, once everything has arrived. */
async function toldTo(actor: Actor): Promise<Json[]> {
  await stack.settled()
  const entries = await actor.all('/v1/notifications?limit=2')
  const unread = entries.filter(({ is_read }) => !is_read)
  expect((await actor.get('/v1/notifications/unread-count')).body).toEqual({ unread_count: unread.length })
  return entries
}

async function onlyEntryOf(actor: Actor): Promise<Json> {
  const [entry, ...others] = await toldTo(actor)
  expect(others).toEqual([])
  return entry
}

describe('people who do the same to the same thing', () => {
  it('share one entry, which names the latest five, counts all and stays where it is', async () => {
    await like(bob)
    const alone = await onlyEntryOf(ada)
    expect(alone).toEqual({
      id: alone.id,
      type: 'like',
      recipient_id: ada.id,
      actors: [{ id: bob.id, username: bob.username, full_name: 'Bob Builder', avatar_url: null }],
      actors_count: 1,
      sender_id: bob.id,
      subject_type: 'articles',
      subject_id: article.id,
      post_id: null,
      comment_id: null,
      content: `Bob Builder liked your article “${article.title}”`,
      is_read: false,
      created_at: alone.created_at,
      updated_at: alone.updated_at,
    })

    const others = [await stack.newUser(), await stack.newUser(), await stack.newUser(), await stack.newUser(), await stack.newUser()]
    for (const other of others) await like(other)
    const together = await onlyEntryOf(ada)
    expect(together).toMatchObject({ id: alone.id, created_at: alone.created_at, actors_count: 6, sender_id: others.at(-1)?.id })
    expect(together.actors.map(({ id }: Json) => id)).toEqual(others.map(({ id }) => id).toReversed())
    expect(together.content).toBe(`${others.at(-1)?.username} and 5 others liked your article “${article.title}”`)
  })

  it('are one person, however often that person acts', async () => {
    for (const platform of ['link', 'email', 'link']) await bob.post(`/v1/articles/${article.id}/shares`, { platform })
    expect(await onlyEntryOf(ada)).toMatchObject({ type: 'share', actors_count: 1, content: `Bob Builder shared your article “${article.title}”` })
  })

  it('are called what they are called now', async () => {
    await like(bob)
    await toldTo(ada)
    await bob.patch('/v1/me', { full_name: 'Robert' })
    expect((await onlyEntryOf(ada)).content).toBe(`Robert liked your article “${article.title}”`)
  })
})

describe('an entry', () => {
  it('once read is left as it is, and the next act opens another', async () => {
    await like(bob)
    const first = await onlyEntryOf(ada)
    for (let time = 0; time < 2; time += 1) expect((await ada.put(`/v1/notifications/${first.id}/read`)).status).toBe(204)
    await like(await stack.newUser())
    const entries = await toldTo(ada)
    expect(entries.map(({ is_read, actors_count }) => ({ is_read, actors_count }))).toEqual([
      { is_read: false, actors_count: 1 },
      { is_read: true, actors_count: 1 },
    ])
    expect(entries[1]?.id).toBe(first.id)
  })

  it('loses what is taken back, read or not, and goes with the last of it', async () => {
    const cy = await stack.newUser()
    await like(bob)
    await like(cy)
    const entry = await onlyEntryOf(ada)
    await unlike(cy)
    expect(await onlyEntryOf(ada)).toMatchObject({ id: entry.id, actors_count: 1, sender_id: bob.id })
    await ada.put(`/v1/notifications/${entry.id}/read`)
    await unlike(bob)
    expect(await toldTo(ada)).toEqual([])
  })

  it('is never about one’s own act', async () => {
    await like(ada)
    await ada.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })
    const own = await commentBy(ada, article, `I am @${ada.username}.`)
    await ada.put(`/v1/comments/${own.id}/like`)
    await commentBy(ada, article, 'Once more.', own.id)
    expect(await toldTo(ada)).toEqual([])
  })

  it('of a comment is told to who is answered, who is named and whose thing it is, each once', async () => {
    const [cy, di] = [await stack.newUser(), await stack.newUser()]
    const asked = await commentBy(bob, article, 'Why?')
    await toldTo(ada)
    const answer = await commentBy(cy, article, `@${di.username} @${bob.username} knows.`, asked.id)
    expect(await onlyEntryOf(bob)).toMatchObject({
      type: 'reply',
      subject_type: 'comments',
      subject_id: asked.id,
      comment_id: answer.id,
      content: `${cy.username} replied to your comment “Why?”`,
    })
    expect(await onlyEntryOf(di)).toMatchObject({ type: 'mention', subject_type: 'comments', subject_id: answer.id, comment_id: answer.id })
    expect(await onlyEntryOf(ada)).toMatchObject({ type: 'comment', subject_id: article.id, comment_id: answer.id, actors_count: 2, sender_id: cy.id })

    await cy.delete(`/v1/comments/${answer.id}`)
    expect(await toldTo(bob)).toEqual([])
    expect(await toldTo(di)).toEqual([])
    expect(await onlyEntryOf(ada)).toMatchObject({ comment_id: asked.id, actors_count: 1, sender_id: bob.id })
  })

  it('goes with what it is about, and with what was commented on', async () => {
    const comment = await commentBy(bob, article, `Ask @${ada.username}.`)
    await like(bob)
    await ada.put(`/v1/comments/${comment.id}/like`)
    const reply = await commentBy(await stack.newUser(), article, 'I did.', comment.id)
    expect((await toldTo(ada)).map(({ type }) => type).toSorted()).toEqual(['comment', 'like', 'mention'])
    expect((await toldTo(bob)).map(({ type }) => type).toSorted()).toEqual(['like', 'reply'])

    await bob.delete(`/v1/comments/${comment.id}`)
    expect((await toldTo(ada)).map(({ type }) => type).toSorted()).toEqual(['comment', 'like'])
    expect(await toldTo(bob)).toEqual([])

    const other = await stack.newUser()
    await other.put(`/v1/comments/${reply.id}/like`)
    await ada.delete(`/v1/articles/${article.id}`)
    expect(await toldTo(ada)).toEqual([])
  })

  it('removed is gone for good, and only its recipient can remove it', async () => {
    await like(bob)
    const { id } = await onlyEntryOf(ada)
    expect((await bob.delete(`/v1/notifications/${id}`)).body.code).toBe('notification_not_found')
    expect((await ada.delete(`/v1/notifications/${id}`)).status).toBe(204)
    for (const gone of [id, 'x']) expect((await ada.delete(`/v1/notifications/${gone}`)).status).toBe(404)
    expect((await ada.put(`/v1/notifications/${id}/read`)).status).toBe(404)
    expect(await toldTo(ada)).toEqual([])
    await like(await stack.newUser())
    expect(await onlyEntryOf(ada)).toMatchObject({ actors_count: 1 })
  })

  it('leaves nothing behind once it is removed', async () => {
    await like(bob)
    const { id } = await onlyEntryOf(ada)
    await ada.delete(`/v1/notifications/${id}`)
    await stack.settled()
    const acts = (await stack.database()).db('atrium').collection('notification_acts')
    expect(await acts.countDocuments({ recipient_id: new ObjectId(ada.id) })).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import { useStack } from '../../support/stack.ts'

const stack = await useStack()

async function two() {
  return [await stack.newUser({ full_name: 'Ada' }), await stack.newUser({ full_name: 'Bob' })] as const
}

/** What someone is told, the newest first, once everything has arrived. */
async function toldTo(actor: Actor): Promise<Json[]> {
  await stack.settled()
  const entries = await actor.all('/v1/notifications')
  const unread = entries.filter(({ is_read }) => !is_read)
  expect((await actor.get('/v1/notifications/unread-count')).body).toEqual({ unread_count: unread.length })
  return entries
}

describe('who follows', () => {
  it('is named to whom they follow, until they do so no longer', async () => {
    const [ada, bob] = await two()
    await ada.put(`/v1/users/${bob.id}/follow`)
    expect(await toldTo(bob)).toMatchObject([
      { type: 'follow', sender_id: ada.id, subject_type: 'users', subject_id: bob.id, content: 'Ada followed you', actors_count: 1 },
    ])
    await ada.delete(`/v1/users/${bob.id}/follow`)
    expect(await toldTo(bob)).toEqual([])
  })

  it('shares one entry with others who follow', async () => {
    const [ada, bob] = await two()
    const eve = await stack.newUser({ full_name: 'Eve' })
    await ada.put(`/v1/users/${bob.id}/follow`)
    await eve.put(`/v1/users/${bob.id}/follow`)
    expect(await toldTo(bob)).toMatchObject([{ actors_count: 2, content: 'Eve and Ada followed you' }])
  })
})

describe('who asks to follow', () => {
  async function asked() {
    const [ada, bob] = await two()
    await bob.patch('/v1/me', { is_private: true })
    await ada.put(`/v1/users/${bob.id}/follow`)
    expect(await toldTo(bob)).toMatchObject([{ type: 'follow_request', subject_id: bob.id, content: 'Ada asked to follow you' }])
    return [ada, bob] as const
  }

  it('is told that they were accepted, and the request is no longer shown', async () => {
    const [ada, bob] = await asked()
    await bob.put(`/v1/me/follow-requests/${ada.id}`)
    expect(await toldTo(bob)).toEqual([])
    expect(await toldTo(ada)).toMatchObject([
      { type: 'follow_accepted', sender_id: bob.id, subject_type: 'users', subject_id: ada.id, content: 'Bob accepted that you follow them' },
    ])
    await ada.delete(`/v1/users/${bob.id}/follow`)
    expect(await toldTo(ada)).toEqual([])
  })

  it('is told so when the account turns public', async () => {
    const [ada, bob] = await asked()
    await bob.patch('/v1/me', { is_private: false })
    expect(await toldTo(bob)).toEqual([])
    expect(await toldTo(ada)).toMatchObject([{ type: 'follow_accepted' }])
  })

  it.each([
    ['refused', (ada: Actor, bob: Actor) => bob.delete(`/v1/me/follow-requests/${ada.id}`)],
    ['taken back', (ada: Actor, bob: Actor) => ada.delete(`/v1/users/${bob.id}/follow`)],
  ])('leaves nothing when the request is %s', async (_, end) => {
    const [ada, bob] = await asked()
    await end(ada, bob)
    expect(await toldTo(bob)).toEqual([])
    expect(await toldTo(ada)).toEqual([])
  })
})

describe('nobody is told', () => {
  const acts: readonly (readonly [string, (actor: Actor, owner: Actor, article: Json) => Promise<unknown>])[] = [
    ['a follow', (actor, owner) => actor.put(`/v1/users/${owner.id}/follow`)],
    ['a like', (actor, _, article) => actor.put(`/v1/articles/${article.id}/like`)],
    ['a comment', (actor, _, article) => commentBy(actor, article, 'Well said')],
    ['a share', (actor, _, article) => actor.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })],
  ]

  it.each(acts)('of %s by someone they mute', async (_, act) => {
    const [ada, bob] = await two()
    const article = await articleOf(ada)
    await ada.put(`/v1/users/${bob.id}/mute`)
    await act(bob, ada, article)
    expect(await toldTo(ada)).toEqual([])
    await ada.delete(`/v1/users/${bob.id}/mute`)
    expect(await toldTo(ada)).toEqual([])
  })

  it.each(acts)('any more of %s by someone they block, nor after the block', async (_, act) => {
    const [ada, bob] = await two()
    const article = await articleOf(ada)
    await act(bob, ada, article)
    expect(await toldTo(ada)).toHaveLength(1)
    await ada.put(`/v1/users/${bob.id}/block`)
    expect((await ada.get('/v1/notifications')).body.items).toEqual([])
    expect(await toldTo(ada)).toEqual([])
    await ada.delete(`/v1/users/${bob.id}/block`)
    expect(await toldTo(ada)).toEqual([])
  })

  it.each(acts)('of %s at the moment of a block, whichever comes first', async (_, act) => {
    for (let round = 0; round < 4; round += 1) {
      const [ada, bob] = await two()
      const article = await articleOf(ada)
      await Promise.all([act(bob, ada, article).catch(() => undefined), ada.put(`/v1/users/${bob.id}/block`)])
      expect(await toldTo(ada)).toEqual([])
    }
  })
})

it('a block takes one person out of an entry and leaves the others', async () => {
  const [ada, bob] = await two()
  const eve = await stack.newUser({ full_name: 'Eve' })
  const article = await articleOf(ada)
  for (const actor of [bob, eve]) await actor.put(`/v1/articles/${article.id}/like`)
  expect(await toldTo(ada)).toMatchObject([{ actors_count: 2 }])
  await bob.put(`/v1/users/${ada.id}/block`)
  expect((await ada.get('/v1/notifications')).body.items).toMatchObject([{ actors_count: 1, sender_id: eve.id }])
  expect(await toldTo(ada)).toMatchObject([{ actors_count: 1, sender_id: eve.id }])
})

describe('a new article', () => {
  const toldOfArticles = async (actor: Actor) => (await toldTo(actor)).filter(({ type }) => type === 'article_published')

  it('is told to followers once, whatever becomes of it', async () => {
    const [ada, bob] = await two()
    const late = await stack.newUser()
    await bob.put(`/v1/users/${ada.id}/follow`)
    const article = await articleOf(ada)
    await stack.settled()
    await late.put(`/v1/users/${ada.id}/follow`)
    const [entry] = await toldOfArticles(bob)
    expect(entry).toMatchObject({
      sender_id: ada.id,
      subject_type: 'articles',
      subject_id: article.id,
      actors_count: 1,
      content: `Ada published a new article “${article.title}”`,
    })
    expect(await toldOfArticles(late)).toEqual([])
    expect(await toldOfArticles(ada)).toEqual([])

    await ada.post(`/v1/articles/${article.id}/unpublish`)
    expect(await toldOfArticles(bob)).toEqual([])
    await ada.post(`/v1/articles/${article.id}/publish`)
    expect(await toldOfArticles(bob)).toEqual([])
  })

  it('is read, counted and put away like any other entry', async () => {
    const [ada, bob] = await two()
    await bob.put(`/v1/users/${ada.id}/follow`)
    await articleOf(ada)
    await articleOf(ada)
    const mine = await articleOf(bob)
    await ada.put(`/v1/articles/${mine.id}/like`)
    const [first, second] = await toldOfArticles(bob)
    expect((await bob.put(`/v1/notifications/${first.id}/read`)).status).toBe(204)
    expect(await toldTo(bob)).toHaveLength(3)
    expect((await bob.delete(`/v1/notifications/${second.id}`)).status).toBe(204)
    expect(await toldTo(bob)).toHaveLength(2)
    await bob.post('/v1/notifications/read', {})
    expect((await toldTo(bob)).every(({ is_read }) => is_read)).toBe(true)
    await articleOf(ada)
    expect(await toldTo(bob)).toHaveLength(3)
  })

  it('is not told to whom the author is muted, blocked or silenced by settings', async () => {
    const ada = await stack.newUser()
    const [muter, blocker, silent, deaf, listening] = [
      await stack.newUser(),
      await stack.newUser(),
      await stack.newUser(),
      await stack.newUser(),
      await stack.newUser(),
    ]
    for (const fan of [muter, blocker, silent, deaf, listening]) await fan.put(`/v1/users/${ada.id}/follow`)
    await muter.put(`/v1/users/${ada.id}/mute`)
    await blocker.put(`/v1/users/${ada.id}/block`)
    await silent.patch('/v1/me/settings', { notifications: false })
    await deaf.patch('/v1/me/notification-preferences', { article_published: { in_app: false } })
    await articleOf(ada)
    for (const fan of [muter, blocker, silent, deaf]) expect(await toldTo(fan)).toEqual([])
    expect(await toldTo(listening)).toHaveLength(1)
  })

  it('goes from the list of who blocks its author, and when it is deleted', async () => {
    const ada = await stack.newUser()
    const fans = [await stack.newUser(), await stack.newUser()] as const
    for (const fan of fans) await fan.put(`/v1/users/${ada.id}/follow`)
    const article = await articleOf(ada)
    for (const fan of fans) expect(await toldTo(fan)).toHaveLength(1)
    await ada.put(`/v1/users/${fans[0].id}/block`)
    expect((await fans[0].get('/v1/notifications')).body.items).toEqual([])
    expect(await toldTo(fans[0])).toEqual([])
    await ada.delete(`/v1/articles/${article.id}`)
    expect(await toldTo(fans[1])).toEqual([])
  })
})

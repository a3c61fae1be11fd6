import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf, commentBy } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { choose, notificationMails, verifiedUser } from './mailed.ts'

let stack: Stack
let ada: Actor
let bob: Actor
let article: Json

beforeEach(async () => {
  stack = await useStack()
  ada = await verifiedUser(stack)
  bob = await stack.newUser({ full_name: 'Bob <b>Builder</b>' })
  article = await articleOf(ada)
  await choose(ada, { like: { email: 'instant' } })
})

const like = (actor: Actor) => actor.put(`/v1/articles/${article.id}/like`)
const subjectsOf = (mails: Json[]) => mails.map(({ subject }) => subject)
const listed = async (actor: Actor) => (await actor.get('/v1/notifications')).body.items as Json[]

describe('a mail at each notification', () => {
  it('says what the entry says, as text and as HTML, and how to get no more of them', async () => {
    await like(bob)
    const [mail, ...others] = await notificationMails(stack, ada)
    expect(others).toEqual([])
    const sentence = `Bob <b>Builder</b> liked your article “${article.title}”`
    expect(mail).toMatchObject({ to: ada.email, subject: sentence, text: expect.stringContaining(`Hello ${ada.username},\n\n${sentence}.`) })
    expect(mail.html).toContain('Bob &lt;b&gt;Builder&lt;/b&gt; liked')
    expect(mail.headers).toEqual({
      'List-Unsubscribe': expect.stringMatching(`^<${stack.api_url}/v1/unsubscribe/[\\w.-]+>$`),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
    expect(mail.text.match(/\/unsubscribe\?token=/g)).toHaveLength(2)
  })

  it('goes when an entry opens, not when others join it', async () => {
    await like(bob)
    await stack.settled()
    await like(await stack.newUser())
    expect(await notificationMails(stack, ada)).toHaveLength(1)

    await ada.post('/v1/notifications/read')
    await like(await stack.newUser({ full_name: 'Cyd' }))
    expect(subjectsOf(await notificationMails(stack, ada)).at(-1)).toMatch(/^Cyd liked/)
  })

  it('goes for the types that it was chosen for, and for no others', async () => {
    await bob.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })
    await commentBy(bob, article)
    expect(await notificationMails(stack, ada)).toEqual([])
    expect(await listed(ada)).toHaveLength(2)
  })

  it('needs no entry in the app, and leaves none there', async () => {
    await choose(ada, { like: { in_app: false } })
    await like(bob)
    expect(await notificationMails(stack, ada)).toHaveLength(1)
    expect(await listed(ada)).toEqual([])
    expect((await ada.get('/v1/notifications?unread=true&type=like')).body.items).toEqual([])
    expect((await ada.get('/v1/notifications/unread-count')).body).toEqual({ unread_count: 0 })

    // They join what was mailed a moment ago.
    await like(await stack.newUser())
    expect(await notificationMails(stack, ada)).toHaveLength(1)
  })

  it('leaves an entry that is open in the app alone once it is to be there no more', async () => {
    await like(bob)
    await stack.settled()
    await choose(ada, { like: { in_app: false } })
    await like(await stack.newUser({ full_name: 'Cyd' }))
    expect(subjectsOf(await notificationMails(stack, ada)).at(-1)).toMatch(/^Cyd liked/)
    expect((await listed(ada)).map(({ actors_count }) => actors_count)).toEqual([1])
    expect((await ada.get('/v1/notifications/unread-count')).body).toEqual({ unread_count: 1 })
  })

  it('goes to nobody whose address is not confirmed', async () => {
    const cyd = await stack.newUser()
    await choose(cyd, { follow: { email: 'instant' } })
    await bob.put(`/v1/users/${cyd.id}/follow`)
    expect(await notificationMails(stack, cyd)).toEqual([])
    expect(await listed(cyd)).toHaveLength(1)
  })

  it('goes to nobody who has turned notifications off', async () => {
    await ada.patch('/v1/me/settings', { notifications: false })
    await like(bob)
    expect(await notificationMails(stack, ada)).toEqual([])
  })

  it.each(['block', 'mute'])('tells of nobody whom its reader has come to %s', async (parting) => {
    await ada.put(`/v1/users/${bob.id}/${parting}`)
    await like(bob)
    expect(await notificationMails(stack, ada)).toEqual([])
  })

  it('goes to every follower who wants one of a new article, whether they list it or not', async () => {
    const [both, mailOnly, neither] = [await verifiedUser(stack), await verifiedUser(stack), await verifiedUser(stack)]
    for (const reader of [both, mailOnly, neither]) await reader.put(`/v1/users/${ada.id}/follow`)
    await choose(both, { article_published: { email: 'instant' } })
    await choose(mailOnly, { article_published: { email: 'instant', in_app: false } })
    await choose(neither, { article_published: { in_app: false } })
    await articleOf(ada)
    for (const [reader, mails, entries] of [[both, 1, 1], [mailOnly, 1, 0], [neither, 0, 0]] as const) {
      expect(await notificationMails(stack, reader)).toHaveLength(mails)
      expect(await listed(reader)).toHaveLength(entries)
      expect((await reader.get('/v1/notifications/unread-count')).body).toEqual({ unread_count: entries })
    }
  })
})

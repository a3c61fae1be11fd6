import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { digestRunContinued } from '../../../functions/notifications/contract.ts'
import { handler as pageDigests } from '../../../functions/notifications/page-notification-digests.ts'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf } from '../../support/articles.ts'
import { useClockStack } from '../../support/clock-stack.ts'
import type { Stack } from '../../support/stack.ts'
import { type StoredOutbox, waitingMessages } from '../graph/waiting-messages.ts'
import { type Message, messageOf } from '../../support/messages.ts'
import { deliverAll, useNotifications } from './deliveries.ts'
import { choose, notificationMails, oneClickAddress, verifiedUser } from './mailed.ts'

const functions = useNotifications([], {
  EVENT_ROUTES: JSON.stringify({ 'digest-run.continued': ['page-notification-digests'], 'digests.due': ['mail-notification-digests'] }),
})

const daySeconds = 24 * 3600
const schedule = 'send-notification-digests'

describe('a digest', () => {
  let stack: Stack
  let ada: Actor
  let bob: Actor
  let article: Json

  beforeAll(async () => {
    stack = await useClockStack()
    ada = await verifiedUser(stack)
    bob = await stack.newUser({ full_name: 'Bob' })
    article = await articleOf(ada)
  })

  /** Lets what was done settle, moves on to the digests of the next day, and signs everyone in again. */
  async function nextDigests(): Promise<void> {
    await stack.settled()
    await stack.advance(daySeconds)
    await stack.settled()
    ada = await stack.signIn(ada.username, ada.password)
    bob = await stack.signIn(bob.username, bob.password)
  }

  const linesOf = ({ text }: Json): string[] => text.split('\n\n').slice(2, -1)
  const like = async (thing: Json = article) => {
    const liker = await stack.newUser({ full_name: 'Cyd' })
    expect((await liker.put(`/v1/articles/${thing.id}/like`)).status).toBe(200)
  }

  it('holds what was opened since the last one, once a day, and comes to nobody without news', { timeout: 120_000 }, async () => {
    const idle = await verifiedUser(stack)
    const unverified = await stack.newUser()
    await choose(ada, { like: { email: 'daily' }, follow: { email: 'daily', in_app: false } })
    for (const other of [idle, unverified]) await choose(other, { follow: { email: 'daily' } })
    await bob.put(`/v1/articles/${article.id}/like`)
    await bob.post(`/v1/articles/${article.id}/shares`, { platform: 'link' })
    for (const followed of [ada, unverified]) await bob.put(`/v1/users/${followed.id}/follow`)
    await stack.settled()
    expect(await notificationMails(stack, ada)).toEqual([])

    await nextDigests()
    for (const other of [idle, unverified]) expect(await notificationMails(stack, other)).toEqual([])
    const [first, ...others] = await notificationMails(stack, ada)
    expect(others).toEqual([])
    expect(first.subject).toBe('You have 2 new notifications')
    expect(linesOf(first)).toEqual(['Bob followed you.', `Bob liked your article “${article.title}”.`])
    expect(first.html).toContain('Bob liked your article')

    expect((await stack.runSchedule(schedule)).status).toBeLessThan(300)
    expect(await notificationMails(stack, ada)).toHaveLength(1)

    // Who joins an entry that was told is no news; what was closed or read is told anew.
    await like()
    await (await stack.newUser({ full_name: 'Dee' })).put(`/v1/users/${ada.id}/follow`)
    await nextDigests()
    const second = (await notificationMails(stack, ada)).at(-1)
    expect([second.subject, linesOf(second)]).toEqual(['You have a new notification', ['Dee followed you.']])

    await ada.post('/v1/notifications/read')
    await like()
    await stack.settled()
    await ada.post('/v1/notifications/read')
    await nextDigests()
    expect(await notificationMails(stack, ada)).toHaveLength(2)
  })

  it('has room for twenty-five, says how many more there are, and ends with one click', { timeout: 120_000 }, async () => {
    await choose(ada, { like: { email: 'daily' } })
    const things: Json[] = []
    for (let count = 0; count < 27; count += 1) things.push(await articleOf(ada))
    for (const thing of things) await bob.put(`/v1/articles/${thing.id}/like`)
    await nextDigests()
    const mail = (await notificationMails(stack, ada)).at(-1)
    expect(mail.subject).toBe('You have 27 new notifications')
    const lines = linesOf(mail)
    expect([lines.length, lines.at(-1)]).toEqual([26, 'And 2 more.'])

    const { length } = await notificationMails(stack, ada)
    const answer = await fetch(oneClickAddress(mail), { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
    expect(answer.status).toBe(204)
    await articleOf(ada).then(like)
    await nextDigests()
    expect(await notificationMails(stack, ada)).toHaveLength(length)
  })
})

describe('the people who get one', () => {
  it('are each named once, page by page, however often a page arrives', async () => {
    const preferences = { types: { like: { email: 'daily' as const } }, wants_digest: true, digested_until: null, updated_at: new Date() }
    const people = Array.from({ length: 2030 }, () => new ObjectId())
    const stored = functions().database.collection<{ _id: ObjectId }>('notification_preferences')
    await stored.insertMany(people.map((_id) => ({ _id, ...preferences })))
    const others = { ...preferences, types: {}, wants_digest: false }
    await stored.insertOne({ _id: new ObjectId(), ...others })

    const seen = new Set<string>()
    const outbox = functions().database.collection<StoredOutbox>('outbox')
    const named: string[] = []
    let pages: Message[] = [messageOf(digestRunContinued({ at: new Date(), after: null }))]
    while (pages.length > 0) {
      await Promise.all([deliverAll(functions(), pages, pageDigests), deliverAll(functions(), pages, pageDigests)])
      const events = (await waitingMessages(outbox, seen)).map((message) => ({ message, ...JSON.parse(message.body) }))
      named.push(...events.filter(({ type }) => type === 'digests.due').flatMap(({ data }) => data.user_ids as string[]))
      pages = events.filter(({ type }) => type === 'digest-run.continued').map(({ message }) => message)
    }
    expect(named.toSorted()).toEqual(people.map(String).toSorted())
  })
})

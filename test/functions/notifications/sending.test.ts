import { array, assert, asyncProperty, constantFrom, nat, oneof, record } from 'fast-check'
import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { followCreated, followRemoved } from '../../../functions/graph/contract.ts'
import { Follows, Mutes } from '../../../functions/graph/model.ts'
import { notificationMailsDue } from '../../../functions/notifications/contract.ts'
import type { Entry, Sendings } from '../../../functions/notifications/model.ts'
import { handler as sendMails } from '../../../functions/notifications/send-notification-mails.ts'
import type { DocumentOf } from '../../../shared/store/collection.ts'
import { type StoredOutbox, waitingMessages } from '../graph/waiting-messages.ts'
import { deliver, type Message, messageOf } from '../../support/messages.ts'
import { addPeople, deliverAll, useNotifications } from './deliveries.ts'
import { useMailService } from './mail-service.ts'

const functions = useNotifications([Follows, Mutes], {
  MAIL_FROM: 'no-reply@example.org',
  EVENT_ROUTES: JSON.stringify({
    'notification-subject.gone': [],
    'notification-mails.due': ['send-notification-mails'],
    'notification-pushes.due': [],
  }),
})
const service = useMailService()

const documents = (name: string) => functions().database.collection(name)

let reader: ObjectId
let follower: ObjectId
let seen: Set<string>

beforeEach(async () => {
  follower = new ObjectId()
  await addPeople(functions(), [follower])
  reader = await newReader()
  seen = new Set()
  await dueMessages()
})

/** Someone who wants a mail of every follower. */
async function newReader(): Promise<ObjectId> {
  const _id = new ObjectId()
  await addPeople(functions(), [_id])
  await documents('users').updateOne({ _id }, { $set: { email_verified: true } })
  const preferences = { types: { follow: { email: 'instant' } }, wants_digest: false, digested_until: null, updated_at: new Date() }
  await documents('notification_preferences').insertOne({ _id, ...preferences })
  return _id
}

const mailsTo = (person: ObjectId) => service.to(`${person.toHexString()}@example.org`)
const dueMessages = () => waitingMessages(functions().database.collection<StoredOutbox>('outbox'), seen)

function follow(follower_id = follower, followee_id = reader) {
  return { follow_id: new ObjectId(), follower_id, followee_id, followed_at: new Date() }
}

async function tell(followed = follow()): Promise<typeof followed> {
  await deliverAll(functions(), [messageOf(followCreated({ ...followed, was_requested: false }), { at: followed.followed_at })])
  return followed
}

async function takeBack(followed: ReturnType<typeof follow>): Promise<void> {
  await deliverAll(functions(), [messageOf(followRemoved(followed))])
}

/** Has the reader told of a follower, and returns the message that has it mailed. */
async function oneDue(): Promise<Message> {
  await tell()
  const [message] = await dueMessages()
  return message as Message
}

async function claimOf(message: Message, claimed_until: Date): Promise<void> {
  const { data } = JSON.parse(message.body) as { data: { entries: [{ entry_id: string }] } }
  const sendings = functions().database.collection<DocumentOf<typeof Sendings>>('notification_sendings')
  await sendings.insertOne({ _id: `mail:${data.entries[0].entry_id}`, claimed_until, sent_at: null })
}

describe('a mail', () => {
  it('goes once, whoever delivers its message how often and in whatever order with the acts', { timeout: 60_000 }, async () => {
    const step = oneof(
      record({ does: constantFrom('follow' as const) }),
      record({ does: constantFrom('unfollow' as const), which: nat() }),
      record({ does: constantFrom('mail' as const), which: nat(), copies: nat(2) }),
    )
    await assert(
      asyncProperty(array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        reader = await newReader()
        const followed: ReturnType<typeof follow>[] = []
        const messages: Message[] = []
        const mailed = new Map<string, number>()
        const deliverCopies = async (message: Message | undefined, copies: number) => {
          if (!message) return
          const before = mailsTo(reader).length
          const answers = await Promise.all(Array.from({ length: copies }, () => deliver(functions(), sendMails, [message])))
          if (answers.some((failed) => failed.length > 0)) await deliverAll(functions(), [message], sendMails)
          mailed.set(message.id, (mailed.get(message.id) ?? 0) + mailsTo(reader).length - before)
        }
        for (const { does, ...which } of steps) {
          if (does === 'follow') {
            const person = new ObjectId()
            await addPeople(functions(), [person])
            followed.push(await tell(follow(person)))
            messages.push(...(await dueMessages()))
          } else if (does === 'unfollow') {
            const [gone] = 'which' in which ? followed.splice(which.which % Math.max(1, followed.length), 1) : []
            if (gone) await takeBack(gone)
          } else if ('copies' in which) {
            await deliverCopies(messages[which.which % Math.max(1, messages.length)], which.copies + 1)
          }
        }
        for (const message of messages) await deliverCopies(message, 2)
        for (const times of mailed.values()) expect(times).toBeLessThanOrEqual(1)
        // What is still there was mailed.
        expect(followed.length === 0 || mailed.get(messages.at(-1)?.id ?? '') === 1).toBe(true)
      }),
      { numRuns: 10 },
    )
  })

  it('waits while another invocation is at it, and goes when that one has died', async () => {
    const message = await oneDue()
    await claimOf(message, new Date(Date.now() + 60_000))
    expect(await deliver(functions(), sendMails, [message])).toEqual([message])
    expect(mailsTo(reader)).toEqual([])

    await documents('notification_sendings').updateMany({}, { $set: { claimed_until: new Date(Date.now() - 1000) } })
    await deliverAll(functions(), [message], sendMails)
    await deliverAll(functions(), [message], sendMails)
    expect(mailsTo(reader)).toHaveLength(1)
  })

  it('goes anew an hour later where the app lists nothing, and reading what it lists changes nothing', async () => {
    await documents('notification_preferences').updateOne({ _id: reader }, { $set: { 'types.follow.in_app': false } })
    const followAnew = async () => {
      const person = new ObjectId()
      await addPeople(functions(), [person])
      await tell(follow(person))
    }
    await tell()
    const mark = { created_at: new Date(), entry_id: new ObjectId(), at: new Date() }
    await documents('notification_inboxes').updateOne({ _id: reader }, { $set: { read_up_to: mark } })
    const messages = await dueMessages()
    await followAnew()
    expect(await dueMessages()).toEqual([])
    await deliverAll(functions(), messages, sendMails)
    expect(mailsTo(reader)).toHaveLength(1)

    await documents('notification_entries').updateMany({ recipient_id: reader }, { $set: { created_at: new Date(Date.now() - 61 * 60_000) } })
    await followAnew()
    await deliverAll(functions(), await dueMessages(), sendMails)
    expect(mailsTo(reader)).toHaveLength(2)
    expect((await documents('notification_inboxes').findOne({ _id: reader }))?.unread_count).toBe(0)
  })

  it('goes no more than twenty times an hour, however often somebody follows and goes again', { timeout: 30_000 }, async () => {
    for (let round = 0; round < 24; round += 1) {
      const followed = await tell()
      await deliverAll(functions(), await dueMessages(), sendMails)
      await takeBack(followed)
    }
    expect(mailsTo(reader).length).toBeGreaterThanOrEqual(20)
    expect(mailsTo(reader).length).toBeLessThan(23)
  })

  it('goes when the service takes mails again, and others do not wait for it', async () => {
    const people = [reader, await newReader(), await newReader()]
    for (const person of people) await tell(follow(follower, person))
    const entries = await functions().database.collection<Entry>('notification_entries').find({ recipient_id: { $in: people } }).toArray()
    const named = entries.map(({ _id, recipient_id }) => ({ entry_id: _id, recipient_id }))
    const message = messageOf(notificationMailsDue({ entries: named }))
    const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    service.refuse(1)
    expect(await deliver(functions(), sendMails, [message])).toEqual([message])
    const logged = lines.mock.calls.map(([line]) => String(line)).join('')
    lines.mockRestore()
    expect(people.filter((person) => mailsTo(person).length === 1)).toHaveLength(2)
    expect(logged).toContain('MessageRejected')
    expect(logged).not.toContain('@example.org')

    await deliverAll(functions(), [message], sendMails)
    for (const person of people) expect(mailsTo(person)).toHaveLength(1)
  })
})

describe('no mail goes', () => {
  const everyone = () => documents('users')
  it.each<[string, () => Promise<unknown>]>([
    ['of what was put away', () => documents('notification_entries').deleteMany({})],
    ['of what was read', () => documents('notification_entries').updateMany({}, { $set: { is_read: true, read_at: new Date() } })],
    ['to who has turned mails off', () => documents('notification_preferences').updateMany({}, { $set: { 'types.follow.email': 'daily' } })],
    ['to who has turned notifications off', () => everyone().updateOne({ _id: reader }, { $set: { 'settings.notifications': false } })],
    ['to an address that is not confirmed', () => everyone().updateOne({ _id: reader }, { $set: { email_verified: false } })],
    ['to who is gone', () => everyone().deleteOne({ _id: reader })],
    [
      'of whom its reader mutes',
      () => documents('mutes').insertOne({ _id: new ObjectId(), muter_id: reader, muted_id: follower, created_at: new Date(), expires_at: null }),
    ],
    [
      'of who has blocked its reader',
      () => documents('follows').insertOne({ _id: new ObjectId(), follower_id: reader, followee_id: follower, status: 'barred', at: new Date() }),
    ],
  ])('%s by the time it would', async (_, happen) => {
    const message = await oneDue()
    await happen()
    await deliverAll(functions(), [message], sendMails)
    expect(mailsTo(reader)).toEqual([])
  })

  it('of an act that was taken back by the time it would', async () => {
    const followed = await tell()
    const messages = await dueMessages()
    await takeBack(followed)
    await deliverAll(functions(), messages, sendMails)
    expect(mailsTo(reader)).toEqual([])
  })

  it('that names someone who was muted by the time it would, beside others', async () => {
    const message = await oneDue()
    const other = new ObjectId()
    await addPeople(functions(), [other])
    await tell(follow(other))
    await documents('mutes').insertOne({ _id: new ObjectId(), muter_id: reader, muted_id: other, created_at: new Date(), expires_at: null })
    await deliverAll(functions(), [message], sendMails)
    expect(mailsTo(reader)).toEqual([`${follower.toHexString()} followed you`])
  })
})

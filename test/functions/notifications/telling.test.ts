import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { articleDeleted, articlePublicationFailed } from '../../../functions/articles/contract.ts'
import { commentCreated, commentDeleted, commentEdited, likeCreated } from '../../../functions/engagement/contract.ts'
import type { Entry } from '../../../functions/notifications/model.ts'
import type { EventInstance } from '../../../shared/contract/event.ts'
import { type Message, messageOf } from '../../support/messages.ts'
import { addPeople, deliverAll, useNotifications } from './deliveries.ts'

const functions = useNotifications()

let owner: ObjectId
let author: ObjectId
let parentAuthor: ObjectId
let guest: ObjectId
let article: ObjectId
let clock: number

beforeEach(async () => {
  owner = new ObjectId()
  author = new ObjectId()
  parentAuthor = new ObjectId()
  guest = new ObjectId()
  article = new ObjectId()
  clock = Date.now()
  await addPeople(functions(), [owner, author, parentAuthor, guest])
})

function message(event: EventInstance): Message {
  clock += 1000
  return messageOf(event, { at: new Date(clock) })
}

function comment(answers?: { readonly parent_id: ObjectId; readonly parent_user_id: ObjectId }) {
  return {
    subject_type: 'articles',
    subject_id: article,
    owner_id: owner,
    user_id: author,
    comment_id: new ObjectId(),
    parent_id: answers?.parent_id ?? null,
    parent_user_id: answers?.parent_user_id ?? null,
    thread_id: answers?.parent_id ?? null,
    commented_at: new Date(clock),
  }
}

const answer = () => comment({ parent_id: new ObjectId(), parent_user_id: parentAuthor })

/** The types of someone's entries, the oldest first. */
async function toldTo(recipient_id: ObjectId): Promise<string[]> {
  const { database } = functions()
  const entries = await database.collection<Entry>('notification_entries').find({ recipient_id }).sort({ _id: 1 }).toArray()
  const inbox = await database.collection<{ _id: ObjectId; unread_count: number }>('notification_inboxes').findOne({ _id: recipient_id })
  expect(inbox?.unread_count ?? 0).toBe(entries.length)
  return entries.map(({ type }) => type)
}

/** Every order of the messages. */
function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((first, index) => orders(items.toSpliced(index, 1)).map((rest) => [first, ...rest]))
}

/** Delivers the messages of each story in every order, one by one, and says what the recipient has been told then. */
async function inEveryOrder(recipient: () => ObjectId, story: () => Message[]): Promise<Set<string>> {
  const endings = new Set<string>()
  const length = story().length
  for (const order of orders(Array.from({ length }, (_, index) => index))) {
    const { database } = functions()
    await Promise.all(['entries', 'inboxes', 'acts'].map((name) => database.collection(`notification_${name}`).deleteMany({})))
    const messages = story()
    for (const index of order) await deliverAll(functions(), [messages[index] as Message])
    endings.add((await toldTo(recipient())).join())
  }
  return endings
}

describe('a comment', () => {
  it('is told to the owner of its subject, an answer also to whom it answers', async () => {
    await deliverAll(functions(), [message(commentCreated({ ...answer(), mentioned_ids: [guest] }))])
    expect(await toldTo(owner)).toEqual(['comment'])
    expect(await toldTo(parentAuthor)).toEqual(['reply'])
    expect(await toldTo(guest)).toEqual(['mention'])
    expect(await toldTo(author)).toEqual([])
  })

  it('is told once to who is concerned in several ways: a reply before a mention, a mention before a comment', async () => {
    await deliverAll(functions(), [message(commentCreated({ ...answer(), mentioned_ids: [owner, parentAuthor, author] }))])
    expect(await toldTo(owner)).toEqual(['mention'])
    expect(await toldTo(parentAuthor)).toEqual(['reply'])
    expect(await toldTo(author)).toEqual([])

    await deliverAll(functions(), [message(commentCreated({ ...comment({ parent_id: new ObjectId(), parent_user_id: owner }), mentioned_ids: [] }))])
    expect(await toldTo(owner)).toEqual(['mention', 'reply'])
  })

  it('is about what was commented on, an answer about what it answers, a mention about the comment', async () => {
    const made = answer()
    await deliverAll(functions(), [message(commentCreated({ ...made, mentioned_ids: [guest] }))])
    const entries = await functions().database.collection<Entry>('notification_entries').find({ root_id: article }).toArray()
    const about = Object.fromEntries(entries.map(({ type, subject_type, subject_id }) => [type, `${subject_type} ${subject_id.toHexString()}`]))
    expect(about).toEqual({
      comment: `articles ${article.toHexString()}`,
      reply: `comments ${made.parent_id?.toHexString()}`,
      mention: `comments ${made.comment_id.toHexString()}`,
    })
    expect(entries.every(({ actors }) => actors[0]?.comment_id?.equals(made.comment_id))).toBe(true)
  })

  it('tells whom an edit names anew, and takes it back from whom it names no longer, in whatever order it comes', async () => {
    const anew = () => {
      const made = comment()
      return [
        message(commentCreated({ ...made, mentioned_ids: [] })),
        message(commentEdited({ ...made, mentioned_ids: [guest], unmentioned_ids: [] })),
      ]
    }
    const noLonger = () => {
      const made = comment()
      return [
        message(commentCreated({ ...made, mentioned_ids: [guest] })),
        message(commentEdited({ ...made, mentioned_ids: [], unmentioned_ids: [guest] })),
      ]
    }
    const again = () => {
      const [created, edited] = noLonger()
      const { data } = JSON.parse((edited as Message).body) as { data: { comment_id: string } }
      const made = { ...comment(), comment_id: new ObjectId(data.comment_id) }
      return [created as Message, edited as Message, message(commentEdited({ ...made, mentioned_ids: [guest], unmentioned_ids: [] }))]
    }
    expect(await inEveryOrder(() => guest, anew)).toEqual(new Set(['mention']))
    expect(await inEveryOrder(() => guest, noLonger)).toEqual(new Set(['']))
    expect(await inEveryOrder(() => guest, again)).toEqual(new Set(['mention']))
  })

  it('that names its subject’s owner no longer is still a comment to them', async () => {
    const story = () => {
      const made = comment()
      return [
        message(commentCreated({ ...made, mentioned_ids: [owner] })),
        message(commentEdited({ ...made, mentioned_ids: [], unmentioned_ids: [owner] })),
      ]
    }
    expect(await inEveryOrder(() => owner, story)).toEqual(new Set(['comment']))
  })

  it('that is edited is not told again to who knows of it', async () => {
    const made = comment()
    await deliverAll(functions(), [message(commentCreated({ ...made, mentioned_ids: [guest] }))])
    await functions().database.collection('notification_entries').updateMany({ recipient_id: { $in: [guest, owner] } }, { $set: { is_read: true } })
    await functions().database.collection('notification_inboxes').updateMany({ _id: { $in: [guest, owner] } }, { $set: { unread_count: 1 } })
    await deliverAll(functions(), [message(commentEdited({ ...made, mentioned_ids: [guest, owner], unmentioned_ids: [] }))])
    expect(await toldTo(guest)).toEqual(['mention'])
    expect(await toldTo(owner)).toEqual(['comment'])
  })

  it('that is deleted is told to nobody any more, in whatever order it comes', async () => {
    for (const concerned of [() => owner, () => parentAuthor, () => guest]) {
      const story = () => {
        const made = answer()
        return [
          message(commentCreated({ ...made, mentioned_ids: [guest] })),
          message(commentEdited({ ...made, mentioned_ids: [guest], unmentioned_ids: [] })),
          message(commentDeleted(made)),
        ]
      }
      expect(await inEveryOrder(concerned, story)).toEqual(new Set(['']))
    }
  })
})

describe('a thing that is gone', () => {
  const like = () => ({ subject_type: 'articles', subject_id: article, owner_id: owner, user_id: guest, like_id: new ObjectId(), liked_at: new Date() })
  const deleted = () =>
    articleDeleted({ article_id: article, author_id: owner, published_at: null, was_published: true, category_ids: [], tags: [] })

  it('is not spoken of by what comes late', async () => {
    await deliverAll(functions(), [message(deleted())])
    await deliverAll(functions(), [message(likeCreated(like())), message(commentCreated({ ...answer(), mentioned_ids: [guest] }))])
    for (const person of [owner, parentAuthor, guest]) expect(await toldTo(person)).toEqual([])
  })

  it('voids what comes in the same batch', async () => {
    await deliverAll(functions(), [message(likeCreated(like())), message(deleted())])
    expect(await toldTo(owner)).toEqual([])
  })
})

describe('an article that could not be published', () => {
  it('is told to its author by nobody', async () => {
    await deliverAll(functions(), [
      message(articlePublicationFailed({ article_id: article, author_id: owner, title: 'On Engines', scheduled_at: new Date() })),
    ])
    expect(await toldTo(owner)).toEqual(['system'])
    const entry = await functions().database.collection<Entry>('notification_entries').findOne({ recipient_id: owner })
    expect(entry).toMatchObject({ actors: [], actors_count: 0, notice: 'publication_failed', subject_type: 'articles' })
  })
})

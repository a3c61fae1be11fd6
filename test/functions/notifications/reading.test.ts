import { ObjectId } from 'mongodb'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { articleOf } from '../../support/articles.ts'
import { type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
let ada: Actor
let bob: Actor

beforeEach(async () => {
  stack = await useStack()
  ada = await stack.newUser()
  bob = await stack.newUser()
})

/** Lets Bob like some articles of Ada's, and gives her entries, the newest first. */
async function liked(articles: number): Promise<Json[]> {
  for (let made = 0; made < articles; made += 1) {
    const article = await articleOf(ada)
    await bob.put(`/v1/articles/${article.id}/like`)
  }
  await stack.settled()
  return ada.all('/v1/notifications')
}

const unreadCount = async () => (await ada.get('/v1/notifications/unread-count')).body.unread_count
const unreadIds = async () => (await ada.all('/v1/notifications?unread=true&limit=1')).map(({ id }) => id)
const readUpTo = (body?: object) => ada.post('/v1/notifications/read', body)

describe('reading', () => {
  it('up to an entry reads it and all that are older, and no newer one', async () => {
    const ids = (await liked(4)).map(({ id }) => id)
    expect((await readUpTo({ up_to: ids[2] })).status).toBe(204)
    expect(await unreadIds()).toEqual(ids.slice(0, 2))
    expect(await unreadCount()).toBe(2)
    expect((await ada.all('/v1/notifications')).map(({ is_read }) => is_read)).toEqual([false, false, true, true])
    expect((await ada.all('/v1/notifications?type=like&unread=true')).map(({ id }) => id)).toEqual(ids.slice(0, 2))

    await readUpTo({ up_to: ids[3] })
    expect(await unreadIds()).toEqual(ids.slice(0, 2))
    await readUpTo({ up_to: ids[0], inclusive: false })
    expect(await unreadIds()).toEqual(ids.slice(0, 1))
  })

  it('everything leaves nothing unread, and what comes afterwards is', async () => {
    const before = await liked(3)
    await ada.put(`/v1/notifications/${before[1]?.id}/read`)
    expect((await readUpTo()).status).toBe(204)
    expect(await unreadCount()).toBe(0)
    expect(await unreadIds()).toEqual([])
    await (await stack.newUser()).put(`/v1/articles/${before[0]?.subject_id}/like`)
    await stack.settled()
    const after = await ada.all('/v1/notifications')
    expect(after.map(({ is_read }) => is_read)).toEqual([false, true, true, true])
    expect(after[0]).toMatchObject({ subject_id: before[0]?.subject_id, actors_count: 1 })
    expect(await unreadCount()).toBe(1)
  })

  it('an entry below the mark, or removing it, counts nothing down', async () => {
    const [newest, older] = await liked(2)
    await readUpTo({ up_to: older?.id })
    await ada.put(`/v1/notifications/${older?.id}/read`)
    expect(await unreadCount()).toBe(1)
    await ada.delete(`/v1/notifications/${older?.id}`)
    expect(await unreadCount()).toBe(1)
    await ada.delete(`/v1/notifications/${newest?.id}`)
    expect(await unreadCount()).toBe(0)
  })

  it('by several devices at once counts each entry once', async () => {
    const entries = await liked(3)
    const calls = entries.flatMap(({ id }) => [ada.put(`/v1/notifications/${id}/read`), ada.put(`/v1/notifications/${id}/read`)])
    const answers = await Promise.all([...calls, readUpTo({ up_to: entries[1]?.id })])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]))
    expect(await unreadCount()).toBe(0)
  })

  it('refuses what is not one’s own', async () => {
    const [entry] = await liked(1)
    expect((await bob.put(`/v1/notifications/${entry?.id}/read`)).status).toBe(404)
    const answers = await Promise.all([
      bob.post('/v1/notifications/read', { up_to: entry?.id }),
      readUpTo({ up_to: String(new ObjectId()) }),
      readUpTo({ up_to: 'x' }),
      readUpTo({ upto: entry?.id }),
    ])
    expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '422 notification_not_found',
      '422 notification_not_found',
      '422 validation_failed',
      '422 validation_failed',
    ])
    expect(await unreadCount()).toBe(1)
  })
})

describe('the list', () => {
  it('neither misses nor repeats an entry while entries are opened, joined and read', async () => {
    const entries = await liked(4)
    const first = await ada.get('/v1/notifications?limit=2')
    await (await stack.newUser()).put(`/v1/articles/${entries[3]?.subject_id}/like`)
    await liked(1)
    await readUpTo({ up_to: entries[2]?.id })
    const second = await ada.get(`/v1/notifications?limit=2&cursor=${first.body.next_cursor}`)
    expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
    expect(second.body.next_cursor).toBeNull()
  })

  it('takes cursors of its own filters and reader alone, and only types that there are', async () => {
    await liked(2)
    const { next_cursor } = (await ada.get('/v1/notifications?limit=1')).body
    const refused = await Promise.all([
      ada.get(`/v1/notifications?unread=true&cursor=${next_cursor}`),
      bob.get(`/v1/notifications?cursor=${next_cursor}`),
      ada.get('/v1/notifications?type=likes'),
      ada.get('/v1/notifications?unread=yes'),
      stack.anonymous.get('/v1/notifications'),
    ])
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 422, 422, 401])
    expect((await ada.get('/v1/notifications?type=share')).body).toEqual({ items: [], next_cursor: null })
  })
})

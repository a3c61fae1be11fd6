import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor, Caller, Json } from '../../support/actor.ts'
import { freshName } from '../../support/names.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { follow, idsOf, postBy } from '../posts/posts.ts'

let stack: Stack
let ada: Actor
let bob: Actor

beforeAll(async () => {
  stack = await useStack()
  ada = await stack.newUser()
  bob = await stack.newUser()
})

const newTag = () => freshName('tag').replaceAll('_', '').toLowerCase()
const tagged = (name: string, caller: Caller = stack.anonymous) => caller.all(`/v1/hashtags/${encodeURIComponent(name)}/posts?limit=2`)
const found = (q: string, caller: Caller = stack.anonymous) => caller.all(`/v1/posts?q=${encodeURIComponent(q)}&limit=2`)

describe('the posts with a hashtag', () => {
  test('are found whatever its case and its form, the newest first', async () => {
    const tag = `${newTag()}é`
    const first = await postBy(ada, { content: `Look: #${tag}` })
    const second = await postBy(bob, { content: `#${tag.toUpperCase()} again` })
    const third = await postBy(ada, { content: `#${tag.normalize('NFD')} and #${tag}x` })
    for (const name of [tag, tag.toUpperCase(), tag.normalize('NFD')]) expect(idsOf(await tagged(name))).toEqual(idsOf([third, second, first]))
    expect(await tagged(newTag())).toEqual([])
    expect((await stack.anonymous.get(`/v1/hashtags/${tag}/posts?cursor=x`)).body.code).toBe('invalid_cursor')
  })

  test('go as it is edited out of them, or they are deleted; drafts and reposts are none', async () => {
    const tag = newTag()
    const [edited, deleted] = [await postBy(ada, { content: `#${tag}` }), await postBy(ada, { content: `#${tag}` })]
    await postBy(ada, { content: `#${tag}`, draft: true })
    await bob.put(`/v1/posts/${edited.id}/repost`)
    expect(idsOf(await tagged(tag))).toEqual(idsOf([deleted, edited]))
    await ada.patch(`/v1/posts/${edited.id}`, { content: 'Nothing.' })
    await ada.delete(`/v1/posts/${deleted.id}`)
    expect(await tagged(tag)).toEqual([])
  })
})

describe('search', () => {
  test('finds posts that hold all of the words, whatever case and accents', async () => {
    const [word, other] = [newTag(), newTag()]
    const first = await postBy(ada, { content: `Crème ${word}` })
    const second = await postBy(bob, { content: `${word} ${other}` })
    expect(idsOf(await found(word.toUpperCase()))).toEqual(idsOf([second, first]))
    expect(idsOf(await found(`creme ${word}`))).toEqual([first.id])
    for (const q of [`${word} nothing`, word.slice(0, -1), '!?']) expect(await found(q)).toEqual([])
    for (const query of ['', '?q=']) expect((await stack.anonymous.get(`/v1/posts${query}`)).status).toBe(422)
  })
})

describe('hashtag and search', () => {
  test('show each post to whoever may see it, and to nobody else', async () => {
    const word = newTag()
    const [author, friend, named, stranger, muting] = await Promise.all(Array.from({ length: 5 }, () => stack.newUser())) as [Actor, Actor, Actor, Actor, Actor]
    const hidden = await stack.newUser()
    await follow(friend, author)
    await follow(friend, hidden)
    const open = await postBy(author, { content: `#${word} for all` })
    const followers = await postBy(author, { content: `#${word} for friends`, visibility: 'followers' })
    const mentioned = await postBy(author, { content: `#${word} for @${named.username}`, visibility: 'mentioned' })
    const concealed = await postBy(hidden, { content: `#${word} of a private account` })
    await hidden.patch('/v1/me', { is_private: true })
    await muting.put(`/v1/users/${author.id}/mute`)
    const expected: [Caller, Json[]][] = [
      [stack.anonymous, [open]],
      [stranger, [open]],
      [named, [mentioned, open]],
      [friend, [concealed, followers, open]],
      [author, [mentioned, followers, open]],
      [hidden, [concealed, open]],
      [muting, []],
    ]
    for (const [caller, posts] of expected) {
      expect(idsOf(await tagged(word, caller))).toEqual(idsOf(posts))
      expect(idsOf(await found(word, caller))).toEqual(idsOf(posts))
    }
    await author.put(`/v1/users/${stranger.id}/block`)
    expect(await tagged(word, stranger)).toEqual([])
    expect(await found(word, stranger)).toEqual([])
  })

  test('fill their pages, however much of it the caller may not see', async () => {
    const word = newTag()
    const [hidden, open] = [await stack.newUser(), await stack.newUser()]
    const seen = [await postBy(open, { content: `#${word}` })]
    for (let left = 3; left > 0; left -= 1) await postBy(hidden, { content: `#${word}` })
    seen.unshift(await postBy(open, { content: `#${word}` }))
    await hidden.patch('/v1/me', { is_private: true })
    const { body } = await stack.anonymous.get(`/v1/hashtags/${word}/posts?limit=2`)
    expect(idsOf(body.items)).toEqual(idsOf(seen))
    expect(body.next_cursor).toBeNull()
  })
})

describe('a trending hashtag', () => {
  const trending = async () => {
    const ran = await stack.runSchedule('rank-trends')
    expect(ran.status, ran.text).toBe(200)
    return stack.anonymous.all('/v1/hashtags/trending?limit=100')
  }

  test('is used by several people, whoever uses it often; private accounts and posts for some do not count', async () => {
    const [together, alone, secret] = [newTag(), newTag(), newTag()]
    const hidden = await stack.newUser()
    for (const author of [ada, bob, ada]) await postBy(author, { content: `#${together}` })
    for (let left = 5; left > 0; left -= 1) await postBy(ada, { content: `#${alone}` })
    await postBy(ada, { content: `#${alone}` })
    await postBy(hidden, { content: `#${alone} #${secret}` })
    await hidden.patch('/v1/me', { is_private: true })
    await postBy(ada, { content: `#${secret}`, visibility: 'followers' })
    await postBy(bob, { content: `#${secret}` })
    const hashtags = (await trending()).filter(({ name }) => [together, alone, secret].includes(name))
    expect(hashtags).toEqual([{ name: together, people_count: 2 }])
  })

  test('comes before another that fewer people use', async () => {
    const [most, few] = [newTag(), newTag()]
    for (const author of [ada, bob, await stack.newUser(), await stack.newUser()]) await postBy(author, { content: `#${most}` })
    for (const author of [ada, bob]) await postBy(author, { content: `#${few}` })
    const names = (await trending()).map(({ name }) => name).filter((name) => [most, few].includes(name))
    expect(names).toEqual([most, few])
  })
})

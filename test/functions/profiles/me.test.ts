import { beforeAll, expect, it } from 'vitest'
import { useClockStack } from '../../support/clock-stack.ts'
import { freshName, type Stack, useStack } from '../../support/stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})

it('a profile begins empty, public and open', async () => {
  const ada = await stack.newUser()
  const { body } = await ada.get('/v1/me')
  expect(body).toEqual({
    id: ada.id,
    username: ada.username,
    email: ada.email,
    email_verified: false,
    full_name: null,
    bio: null,
    status: null,
    avatar_url: null,
    profile_picture_url: null,
    social_links: { website: null, twitter: null, facebook: null, instagram: null },
    role: 'member',
    last_active: expect.any(String),
    followers_count: 0,
    following_count: 0,
    posts_count: 0,
    articles_count: 0,
    is_private: false,
    created_at: expect.any(String),
    updated_at: expect.any(String),
    settings: {
      user_id: ada.id,
      theme: 'system',
      notifications: true,
      privacy: {
        last_seen: 'everyone',
        profile_picture: 'everyone',
        status: 'everyone',
        read_receipts: 'everyone',
        messages: 'everyone',
      },
      updated_at: expect.any(String),
    },
  })
})

it('a change touches what it names, and null takes away', async () => {
  const ada = await stack.newUser({ full_name: 'Ada Lovelace' })
  const social_links = { website: 'https://example.org/', twitter: '@ada' }
  const changed = await ada.patch('/v1/me', { bio: 'Computes.', status: 'at work', social_links, is_private: true })
  expect(changed).toMatchObject({
    status: 200,
    body: {
      full_name: 'Ada Lovelace',
      bio: 'Computes.',
      status: 'at work',
      is_private: true,
      social_links: { ...social_links, facebook: null, instagram: null },
    },
  })
  const taken = await ada.patch('/v1/me', { bio: null, full_name: null, social_links: { twitter: null } })
  expect(taken.body).toMatchObject({
    full_name: null,
    bio: null,
    status: 'at work',
    social_links: { website: 'https://example.org/', twitter: null },
  })
  expect((await stack.anonymous.get(`/v1/users/${ada.id}`)).body).toMatchObject({ bio: null, status: 'at work', is_private: true })
})

it('an empty change answers the profile as it is', async () => {
  const ada = await stack.newUser()
  const before = await ada.get('/v1/me')
  expect((await ada.patch('/v1/me', {})).body).toEqual(before.body)
})

it('a new username sets the old one free', async () => {
  const [ada, eve] = [await stack.newUser(), await stack.newUser()]
  const taken = await ada.patch('/v1/me', { username: eve.username.toUpperCase() })
  expect(taken).toMatchObject({ status: 409, body: { code: 'username_taken' } })
  const renamed = freshName()
  expect((await ada.patch('/v1/me', { username: renamed })).body.username).toBe(renamed)
  expect((await ada.patch('/v1/me', { username: renamed.toUpperCase() })).body.username).toBe(renamed)
  expect((await stack.signIn(renamed, ada.password)).id).toBe(ada.id)
  expect((await eve.patch('/v1/me', { username: ada.username })).body.username).toBe(ada.username)
  const found = await stack.anonymous.get(`/v1/users?username=${ada.username}`)
  expect(found.body.items).toMatchObject([{ id: eve.id }])
})

it('of two that take one name at the same time one gets it', async () => {
  const people = await Promise.all([stack.newUser(), stack.newUser(), stack.newUser()])
  const username = freshName()
  const answers = await Promise.all(people.map((person) => person.patch('/v1/me', { username })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
})

it.each([
  [{ username: 'no' }, '/username'],
  [{ bio: 'x'.repeat(1001) }, '/bio'],
  [{ full_name: '' }, '/full_name'],
  [{ status: 'x'.repeat(141) }, '/status'],
  [{ social_links: { website: 'javascript:alert(1)' } }, '/social_links/website'],
  [{ social_links: { twitter: 'javascript:alert(1)' } }, '/social_links/twitter'],
  [{ social_links: { myspace: 'ada' } }, '/social_links/myspace'],
  [{ avatar_media_id: 'nonsense' }, '/avatar_media_id'],
  [{ role: 'admin' }, '/role'],
  [{ email: 'new@example.org' }, '/email'],
])('%o is refused at %s', async (wrong, path) => {
  const ada = await stack.newUser()
  expect(await ada.patch('/v1/me', wrong)).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ path }] } })
})

it('an avatar must be a medium that there is', async () => {
  const ada = await stack.newUser()
  const answer = await ada.patch('/v1/me', { avatar_media_id: 'f'.repeat(24) })
  expect(answer).toMatchObject({ status: 422, body: { code: 'media_not_found' } })
  expect((await ada.patch('/v1/me', { avatar_media_id: null })).status).toBe(200)
})

it('settings change one by one, and privacy key by key', async () => {
  const ada = await stack.newUser()
  const before = (await ada.get('/v1/me/settings')).body
  await Promise.all([
    ada.patch('/v1/me/settings', { theme: 'dark' }),
    ada.patch('/v1/me/settings', { privacy: { last_seen: 'nobody' } }),
    ada.patch('/v1/me/settings', { privacy: { status: 'contacts' }, notifications: false }),
  ])
  const after = await ada.get('/v1/me/settings')
  expect(after.body).toEqual({
    ...before,
    theme: 'dark',
    notifications: false,
    privacy: { ...before.privacy, last_seen: 'nobody', status: 'contacts' },
    updated_at: expect.any(String),
  })
  expect((await ada.get('/v1/me')).body.settings).toEqual(after.body)
  expect((await ada.patch('/v1/me/settings', {})).body).toEqual(after.body)
})

it.each([
  [{ theme: 'blue' }, '/theme'],
  [{ notifications: 'yes' }, '/notifications'],
  [{ privacy: { last_seen: 'friends' } }, '/privacy/last_seen'],
  [{ privacy: { birthday: 'nobody' } }, '/privacy/birthday'],
  [{ language: 'en' }, '/language'],
])('the setting %o is refused at %s', async (wrong, path) => {
  const ada = await stack.newUser()
  expect(await ada.patch('/v1/me/settings', wrong)).toMatchObject({ status: 422, body: { errors: [{ path }] } })
})

it('last_active follows what one does, to the minute', { timeout: 60_000 }, async () => {
  const own = await useClockStack()
  const ada = await own.newUser()
  const seen = async () => Date.parse((await own.anonymous.get(`/v1/users/${ada.id}`)).body.last_active)
  await ada.get('/v1/me')
  const first = await seen()
  await own.advance(30)
  await ada.get('/v1/me')
  expect(await seen()).toBe(first)
  await own.advance(31)
  await ada.get('/v1/me')
  expect(await seen()).toBeGreaterThan(first + 60_000)
})

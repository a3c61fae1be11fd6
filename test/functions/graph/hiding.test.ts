import { beforeAll, describe, expect, it } from 'vitest'
import { domains } from '../../../functions/catalogue.ts'
import { type AnyEndpoint, pathParameters, routesOf } from '../../../shared/contract/endpoint.ts'
import { useStack } from '../../support/stack.ts'
import { community, type Things } from './things.ts'

const stack = await useStack()

type Community = Awaited<ReturnType<typeof community>>

let parted: Community

beforeAll(async () => {
  parted = await community(stack)
  await parted.ada.actor.put(`/v1/users/${parted.bob.actor.id}/block`)
  await stack.settled()
})

const sides = [
  ['who blocks', 'ada', 'bob'],
  ['who is blocked', 'bob', 'ada'],
] as const

const reads = domains
  .flatMap(({ endpoints }) => endpoints)
  .filter(({ method, auth }) => method === 'GET' && (auth === 'public' || auth === 'user'))

const routes = reads.flatMap((contract) => routesOf(contract).map(({ path, fixed }) => ({ id: contract.id, path, fixed, contract })))
const ofThings = routes.filter(({ path }) => pathParameters(path).length > 0)
const lists = routes.filter(({ path }) => pathParameters(path).length === 0)

// What is told across a block, whom one blocks oneself, and what is nobody's.
const exceptions = new Set(['get-relationship', 'list-blocks', 'list-hashtag-posts'])

function addressOf({ path, fixed }: (typeof routes)[number], { parameters, subjects }: Things): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'subject_id' ? subjects[fixed.subject_type ?? ''] : parameters[name]
    if (value === undefined) throw new Error(`Say in test/functions/graph/things.ts what ${name} of ${path} may name`)
    return value
  })
}

/** Queries by which someone's things could be found, for lists that take any. */
function queriesFor({ query }: AnyEndpoint, { actor, article }: Community['ada']): string[] {
  const known: Record<string, string> = { q: actor.username, username: actor.username, author_id: actor.id, tag: article.tags[0] ?? '' }
  const names = query && 'shape' in query ? Object.keys(query.shape as object) : []
  return ['', ...names.flatMap((name) => (known[name] ? [`?${name}=${known[name]}`] : []))]
}

describe.each(sides)('to %s', (_, one, other) => {
  it.each(ofThings.filter(({ id }) => !exceptions.has(id)))("$path of the other's is not there", async (route) => {
    const viewer = parted[one].actor
    const answer = await viewer.get(addressOf(route, parted[other].things))
    expect(answer.status, answer.text).toBe(404)
  })

  it.each(ofThings)("$path of a third's does not show the other", async (route) => {
    const { actor } = parted[one]
    const answer = await actor.get(addressOf(route, parted.shared))
    expect([200, 403, 404], answer.text).toContain(answer.status)
    expect(answer.text).not.toContain(parted[other].actor.id)
    expect(answer.text).not.toContain(parted[other].article.id)
  })

  it.each(lists.filter(({ id }) => !exceptions.has(id)))('$path does not show the other', async ({ path, contract }) => {
    for (const query of queriesFor(contract, parted[other])) {
      const answer = await parted[one].actor.get(`${path}${query}`)
      expect(answer.status, `${path}${query} ${answer.text}`).toBeOneOf([200, 422])
      // A feed says what was asked for.
      const said = answer.text.replaceAll(query.slice(1) || '?', '')
      expect(said, `${path}${query}`).not.toContain(parted[other].actor.id)
      expect(said, `${path}${query}`).not.toContain(parted[other].article.id)
    }
  })

  it('what they do across the block is answered as if nobody were there', async () => {
    const { actor } = parted[one]
    const { article, comment, actor: them } = parted[other]
    const acts = [
      actor.put(`/v1/users/${them.id}/follow`),
      actor.put(`/v1/users/${them.id}/mute`),
      actor.put(`/v1/me/contacts/${them.id}`),
      actor.put(`/v1/articles/${article.id}/like`),
      actor.put(`/v1/articles/${article.id}/bookmark`),
      actor.put(`/v1/comments/${comment.id}/like`),
      actor.post(`/v1/articles/${article.id}/comments`, { content: 'Hello?' }),
      actor.post(`/v1/articles/${article.id}/shares`, { platform: 'link' }),
      actor.post(`/v1/articles/${article.id}/views`, {}),
      actor.patch(`/v1/comments/${comment.id}`, { content: 'Mine now' }),
      actor.delete(`/v1/comments/${comment.id}`),
    ]
    for (const answer of await Promise.all(acts)) expect(answer.status, answer.text).toBe(404)
    const reply = await actor.post(`/v1/articles/${parted.shared.subjects.articles}/comments`, { content: 'So?', parent_id: comment.id })
    expect(reply.body.code).toBe('parent_not_found')
  })

  it('a mention of the other is only text', async () => {
    const { actor } = parted[one]
    const content = `@${parted[other].actor.username} is here`
    const { body } = await actor.post(`/v1/articles/${parted.shared.subjects.articles}/comments`, { content })
    expect(body).toMatchObject({ content, mentions: [] })
    await stack.settled()
    expect((await parted[other].actor.get('/v1/notifications')).text).not.toContain(body.id)
  })
})

it('everyone else sees both, and what a block hides comes back after it', async () => {
  const { ada, bob, shared, third } = parted
  const likes = `/v1/articles/${shared.subjects.articles}/likes`
  expect((await third.get(`/v1/media/${ada.things.parameters.media_id}`)).status).toBe(200)
  for (const viewer of [third, stack.anonymous]) {
    const { text } = await viewer.get(likes)
    expect(text).toContain(ada.actor.id)
    expect(text).toContain(bob.actor.id)
  }
  await ada.actor.delete(`/v1/users/${bob.actor.id}/block`)
  expect((await ada.actor.get(likes)).text).toContain(bob.actor.id)
  expect((await bob.actor.get(`/v1/articles/${ada.article.id}`)).body.liked).toBe(true)
  expect((await ada.actor.get('/v1/me/bookmarks')).text).toContain(bob.article.id)
})

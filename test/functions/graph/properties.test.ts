import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Actor, Answer } from '../../support/actor.ts'
import { useStack } from '../../support/stack.ts'
import { counts, newModel, people, relationship, type Step, steps, take } from './graph-model.ts'

const stack = await useStack()

const calls: Record<Step['verb'], (actor: Actor, other: Actor) => Promise<Answer>> = {
  follow: (actor, other) => actor.put(`/v1/users/${other.id}/follow`),
  unfollow: (actor, other) => actor.delete(`/v1/users/${other.id}/follow`),
  accept: (actor, other) => actor.put(`/v1/me/follow-requests/${other.id}`),
  refuse: (actor, other) => actor.delete(`/v1/me/follow-requests/${other.id}`),
  remove: (actor, other) => actor.delete(`/v1/me/followers/${other.id}`),
  block: (actor, other) => actor.put(`/v1/users/${other.id}/block`),
  unblock: (actor, other) => actor.delete(`/v1/users/${other.id}/block`),
  hide: (actor) => actor.patch('/v1/me', { is_private: true }),
  open: (actor) => actor.patch('/v1/me', { is_private: false }),
}

const newPeople = () => Promise.all(Array.from({ length: people }, () => stack.newUser()))

it('whatever people do, relationships and counts are what a model says', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const actors = await newPeople()
      const model = newModel()
      for (const step of taken) {
        const answer = await calls[step.verb](actors[step.actor] as Actor, actors[step.other] as Actor)
        expect([200, 204, 404], answer.text).toContain(answer.status)
        take(model, step)
        // Requests are accepted by a worker, and what is done before it comes is another history.
        if (step.verb === 'open') await stack.settled()
      }
      await stack.settled()
      await expectModel(actors, model)
    }),
    { numRuns: 8 },
  )
}, 120_000)

async function expectModel(actors: readonly Actor[], model: ReturnType<typeof newModel>) {
  for (const [at, actor] of actors.entries()) {
    const me = (await actor.get('/v1/me')).body
    expect(me).toMatchObject(counts(model, at))
    const { followers } = (await actor.get('/v1/me/analytics')).body
    const today = followers.at(-1)
    expect(today).toMatchObject({ gained: model.gained[at], lost: model.lost[at], total: me.followers_count })
    for (const [other, { id }] of actors.entries()) {
      expect((await actor.get(`/v1/users/${id}/relationship`)).body).toEqual(relationship(model, at, other))
    }
  }
}

it('counts are exact after everyone does everything at once', async () => {
  const actors = await newPeople()
  const verbs = ['follow', 'unfollow', 'block', 'unblock', 'follow', 'remove', 'accept', 'follow'] as const
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(
      verbs.flatMap((verb) =>
        actors.flatMap((actor, at) => actors.filter((_, other) => other !== at).map((other) => calls[verb](actor, other))),
      ),
    )
    for (const { status, text } of answers) expect([200, 204, 404], text).toContain(status)
  }
  await stack.settled()
  const following = new Map<string, number>()
  const followed = new Map<string, number>()
  for (const actor of actors) {
    for (const { id } of actors) {
      if (id === actor.id || !(await actor.get(`/v1/users/${id}/relationship`)).body.following) continue
      following.set(actor.id, (following.get(actor.id) ?? 0) + 1)
      followed.set(id, (followed.get(id) ?? 0) + 1)
    }
  }
  for (const actor of actors) {
    expect((await actor.get('/v1/me')).body).toMatchObject({
      followers_count: followed.get(actor.id) ?? 0,
      following_count: following.get(actor.id) ?? 0,
    })
  }
})

it('a count that went wrong is repaired from the follows', async () => {
  const [ada, bob] = [await stack.newUser(), await stack.newUser()]
  await ada.put(`/v1/users/${bob.id}/follow`)
  await stack.settled()
  const users = (await stack.database()).db('atrium').collection('users')
  await users.updateOne({ username: bob.username }, { $set: { 'counts.followers': 7, 'counts.following': 3 } })
  expect((await stack.runSchedule('recompute-statistics')).status).toBeLessThan(300)
  expect((await bob.get('/v1/me')).body).toMatchObject({ followers_count: 1, following_count: 0 })
})

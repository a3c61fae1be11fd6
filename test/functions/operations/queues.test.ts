import { beforeAll, describe, expect, it } from 'vitest'
import { domains } from '../../../functions/catalogue.ts'
import type { Actor } from '../../support/actor.ts'
import { startOwnStack, type Stack } from '../../support/stack.ts'
import { deadLetters, makeDeadLetter, victim } from './dead-letters.ts'

const workers = domains.flatMap((domain) => domain.workers).map(({ id }) => id).toSorted()

describe('queues', () => {
  let stack: Stack
  let admin: Actor

  beforeAll(async () => {
    const own = await startOwnStack()
    stack = own
    admin = await stack.newUser({ role: 'admin' })
    return own.stop
  })

  it('are listed by their workers', async () => {
    await stack.settled()
    const { status, body } = await admin.get('/v1/admin/queues')
    expect(status).toBe(200)
    expect(body.items).toEqual(workers.map((id) => ({ id, visible: 0, in_flight: 0, delayed: 0, dead_letters: 0 })))
  })

  it('get their dead letters back, and deal with them again', async () => {
    await makeDeadLetter(stack)
    const { body } = await admin.get('/v1/admin/queues')
    expect(body.items).toContainEqual(expect.objectContaining({ id: victim, dead_letters: 1 }))

    const moved = await admin.post(`/v1/admin/queues/${victim}/redrive`)
    expect(moved).toMatchObject({ status: 202, body: { id: victim, moved: 1 } })
    expect(await deadLetters(stack)).toBe(0)
    const { body: queues } = await stack.anonymous.get('/_local/queues')
    expect(queues.items.find(({ id }: { id: string }) => id === victim)).not.toMatchObject({ visible: 0, in_flight: 0 })
  })

  it('without dead letters have nothing to put back', async () => {
    const answer = await admin.post('/v1/admin/queues/count-engagement/redrive')
    expect(answer).toMatchObject({ status: 202, body: { id: 'count-engagement', moved: 0 } })
  })

  it.each(['none', 'schedules', 'Count-Engagement', 'count-engagement-dead', '..'])('that do not exist are not found: %s', async (id) => {
    const answer = await admin.post(`/v1/admin/queues/${encodeURIComponent(id)}/redrive`)
    expect(answer.status).toBe(404)
  })

  it('are for administrators', async () => {
    const moderator = await stack.newUser({ role: 'moderator' })
    expect((await stack.anonymous.get('/v1/admin/queues')).status).toBe(401)
    expect((await moderator.get('/v1/admin/queues')).status).toBe(403)
    expect((await moderator.post(`/v1/admin/queues/${victim}/redrive`)).status).toBe(403)
    expect((await moderator.post('/v1/admin/queues/none/redrive')).status).toBe(403)
  })
})

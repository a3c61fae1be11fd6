import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor, Json } from '../../support/actor.ts'
import { type Stack, useStack } from '../../support/stack.ts'
import { choose, notificationMails, oneClickAddress, verifiedUser } from './mailed.ts'

let stack: Stack
let ada: Actor
let mail: Json

beforeAll(async () => {
  stack = await useStack()
  ada = await verifiedUser(stack)
  await choose(ada, { follow: { email: 'instant' } })
  await (await stack.newUser()).put(`/v1/users/${ada.id}/follow`)
  mail = (await notificationMails(stack, ada))[0]
})

/** Ada has chosen mails of three types. */
const chooseAll = () => choose(ada, { follow: { email: 'instant', push: true }, like: { email: 'daily' }, reply: { email: 'instant' } })
const chosen = async () => {
  const { body } = await ada.get('/v1/me/notification-preferences')
  return { follow: body.follow.email, like: body.like.email, reply: body.reply.email }
}
const click = (address: string, headers: Record<string, string> = {}, body?: string | FormData) =>
  fetch(address, { method: 'POST', headers, ...(body !== undefined && { body }) })

const form = new FormData()
form.set('List-Unsubscribe', 'One-Click')

describe('one click in a mail program', () => {
  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click'],
    ['a form in parts', {}, form],
    ['nothing', {}, undefined],
    ['JSON', { 'content-type': 'application/json' }, '{}'],
  ])('ends the mails of its type, and no others, when it sends %s', async (_, headers, body) => {
    await chooseAll()
    for (let time = 0; time < 2; time += 1) {
      const answer = await click(oneClickAddress(mail), headers, body)
      expect([answer.status, await answer.text()]).toEqual([204, ''])
      expect(await chosen()).toEqual({ follow: 'off', like: 'daily', reply: 'instant' })
    }
    expect((await ada.get('/v1/me/notification-preferences')).body.follow).toEqual({ in_app: true, push: true, email: 'off' })
  })

  it('ends all mails with the other link', async () => {
    await chooseAll()
    const pages = mail.text.match(/http\S+\/unsubscribe\?token=\S+/g) as string[]
    const all = new URL(pages.at(-1) as string).searchParams.get('token')
    expect((await stack.anonymous.post(`/v1/unsubscribe/${all}`)).status).toBe(204)
    expect(await chosen()).toEqual({ follow: 'off', like: 'off', reply: 'off' })
  })

  it('does nothing with a token that was not made here', async () => {
    await chooseAll()
    const token = oneClickAddress(mail).split('/').at(-1) as string
    const [user, scope, code = ''] = token.split('.')
    const stranger = await stack.newUser()
    const altered = code.startsWith('A') ? `B${code.slice(1)}` : `A${code.slice(1)}`
    const forged = [`${user}.all.${code}`, `${stranger.id}.${scope}.${code}`, `${user}.${scope}.${altered}`, `${user}.nothing.${code}`, 'none', `${token}x`]
    for (const one of forged) {
      const { status, body } = await stack.anonymous.post(`/v1/unsubscribe/${one}`)
      expect([one, status, body.code]).toEqual([one, 404, 'unsubscribe_link_not_found'])
    }
    expect(await chosen()).toEqual({ follow: 'instant', like: 'daily', reply: 'instant' })
  })
})

import { expect, it } from 'vitest'
import { handler as createWebhook } from '../../../functions/webhooks/create-webhook.ts'
import { mostSecrets, mostWebhooks, Webhooks } from '../../../functions/webhooks/model.ts'
import { openSecrets, rotated } from '../../../functions/webhooks/secrets.ts'
import { useStack } from '../../support/stack.ts'
import { addWebhook, stored, useWebhooks } from './sending.ts'

// As it is deployed: this machine may not be called.
const functions = useWebhooks({})

async function create(url: string) {
  const { access_token } = await (await useStack()).newUser({ role: 'admin' })
  const body = JSON.stringify({ url, event_types: ['like.created'] })
  const request = { method: 'POST', path: '/v1/admin/webhooks', headers: { authorization: `Bearer ${access_token}` }, body }
  return functions().call(createWebhook, request)
}

it.each(['http://127.0.0.1:4000/', 'https://localhost/', 'https://[::1]/'])('where it is deployed no webhook leads to %s', async (url) => {
  expect(await create(url)).toMatchObject({ status: 422, body: { code: 'url_not_allowed' } })
})

it('there are fifty webhooks at most', async () => {
  for (let number = 1; number < mostWebhooks; number += 1) await addWebhook(functions(), {})
  expect((await create('https://example.com/')).status).toBe(201)
  expect(await create('https://example.com/')).toMatchObject({ status: 409, body: { code: 'too_many_webhooks' } })
  expect(await functions().database.collection(Webhooks.name).countDocuments()).toBe(mostWebhooks)
})

it('secrets are sealed where they are stored', async () => {
  const { _id, secret } = await addWebhook(functions(), {})
  const webhook = await stored(functions(), { _id })
  expect(JSON.stringify(webhook)).not.toContain(secret.slice('whsec_'.length))
  expect(await functions().run(() => openSecrets(webhook, new Date()))).toEqual([secret])
})

it('former secrets sign until their time is over, and the latest alone when there are many', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
  const present = { sealed: 'present', signs_until: null }
  const older = [20, 10, 5, 0].map((hours) => ({ sealed: `until ${hours}`, signs_until: inHours(hours) }))
  const { secrets, former_signs_until } = rotated([present, ...older], 'fresh', now)
  expect(secrets).toEqual([{ sealed: 'fresh', signs_until: null }, { ...present, signs_until: inHours(24) }, ...older.slice(0, 3)])
  expect(former_signs_until).toEqual(inHours(24))
  expect(rotated(secrets, 'fresher', now).secrets).toHaveLength(mostSecrets)
  expect(rotated(secrets, 'fresher', inHours(24)).secrets.map(({ sealed }) => sealed)).toEqual(['fresher', 'fresh'])
})

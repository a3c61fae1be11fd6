import { ObjectId } from 'mongodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { isTest, signersOf, startReceiver } from '../functions/webhooks/receiver.ts'
import type { Actor, Json } from '../support/actor.ts'
import { type Stack, useStack } from '../support/stack.ts'
import { heading, signIn, useBrowser } from './browser.ts'

let stack: Stack
let admin: Actor
beforeAll(async () => {
  stack = await useStack()
  admin = await stack.newUser({ role: 'admin' })
})
const visit = useBrowser()

async function webhookAt(url: string): Promise<Json> {
  return (await admin.post('/v1/admin/webhooks', { url, event_types: ['user.role_changed'] })).body
}

describe('an administrator', () => {
  it('adds a webhook and is shown its secret', async () => {
    const receiver = await startReceiver(() => 204, isTest)
    const { page } = await visit(stack.api_url)
    await signIn(page, admin, '/console#/webhooks')
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a webhook' })
    await dialog.getByLabel('Address').fill('http://example.com/')
    await dialog.getByRole('checkbox', { name: /^user\.role_changed/ }).check()
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText('The address must be https, and on the public internet.').waitFor()
    await dialog.getByLabel('Address').fill(receiver.url)
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    const secret = await page.getByLabel('Secret', { exact: true }).inputValue()
    await page.getByRole('link', { name: receiver.url }).click()

    await heading(page, 'Webhook').waitFor()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await expect.poll(() => receiver.received.map((message) => signersOf(message, [secret]))).toEqual([[secret]])
    await page.getByRole('button', { name: 'New secret' }).click()
    await page.getByRole('button', { name: 'Make a new one' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.getByLabel('Secret', { exact: true }).inputValue()).not.toBe(secret)
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await heading(page, 'Webhooks').waitFor()
    await expect.poll(() => page.getByRole('link', { name: receiver.url }).count()).toBe(0)
  })

  it('looks at what failed, turns the webhook on again and sends it once more', async () => {
    const receiver = await startReceiver((nth) => (nth === 1 ? 410 : 200), isTest)
    const { id } = await webhookAt(receiver.url)
    const { page } = await visit(stack.api_url)
    await signIn(page, admin, `/console#/webhooks/${id}`)
    await page.getByRole('button', { name: 'Send a test' }).click()
    await expect.poll(async () => (await admin.get(`/v1/admin/webhooks/${id}`)).body.enabled).toBe(false)
    // What would take a minute.
    const database = (await stack.database()).db('atrium')
    const failed = { webhook_id: new ObjectId(id as string), event_type: 'webhook.test' }
    await database.collection('webhook_deliveries').updateOne(failed, { $set: { next_attempt_at: new Date() } })
    await stack.runSchedule('retry-webhook-deliveries')
    await stack.settled()
    await page.reload()
    await page.getByText('Off: its receiver said that it is gone').waitFor()
    await page.getByRole('radio', { name: 'Failed' }).check({ force: true })
    await page.getByRole('cell', { name: 'Failed: Webhook disabled' }).first().waitFor()
    await page.getByRole('button', { name: 'Send webhook.test again' }).click()
    await page.getByText('It is off. Turn it on first.').waitFor()
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByRole('button', { name: 'Turn off' }).waitFor()
    await page.getByRole('button', { name: 'Send webhook.test again' }).click()
    await expect.poll(() => receiver.received.length).toBe(2)
    await page.getByRole('radio', { name: 'Delivered' }).check({ force: true })
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('cell', { name: 'Delivered: answer 200' }).first().waitFor()
    await admin.delete(`/v1/admin/webhooks/${id}`)
  })
})

it('no page of webhooks is wider than a phone', async () => {
  const { id } = await webhookAt(`https://example.com/${'long/'.repeat(60)}`)
  const { page } = await visit(stack.api_url, { viewport: { width: 360, height: 740 } })
  await signIn(page, admin)
  for (const name of ['webhooks', `webhooks/${id}`]) {
    await page.goto(`/console#/${name}`)
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(360)
  }
  await page.goto('/console#/webhooks')
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  await admin.delete(`/v1/admin/webhooks/${id}`)
})

import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Stack, useStack } from '../support/stack.ts'
import { heading, signIn, useBrowser } from './browser.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})
const visit = useBrowser()

describe('signing in', () => {
  it('tells who mistypes the password, and lets in who types it right', async () => {
    const ada = await stack.newUser()
    const { page } = await visit(stack.api_url)
    await page.goto('/console')
    await page.getByLabel('Username or e-mail').fill(ada.email)
    await page.getByLabel('Password').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('The name or the password is not right.').waitFor()

    await page.getByLabel('Password').fill(ada.password)
    await page.keyboard.press('Enter')
    await heading(page, 'Overview').waitFor()
    await page.getByText(ada.username).waitFor()
    expect(await page.title()).toBe('Overview · Atrium')
  })

  it('asks for the second factor of who has one', async () => {
    const ada = await stack.newUser()
    const started = await ada.post('/v1/auth/totp')
    const totp = new TOTP({ secret: Secret.fromBase32(started.body.secret) })
    expect((await ada.post('/v1/auth/totp/confirm', { code: totp.generate() })).status).toBe(200)

    const { page } = await visit(stack.api_url)
    await page.goto('/console')
    await page.getByLabel('Username or e-mail').fill(ada.username)
    await page.getByLabel('Password').fill(ada.password)
    await page.keyboard.press('Enter')
    await page.getByLabel('Code').fill('000000')
    await page.keyboard.press('Enter')
    await page.getByText('This code is not right').waitFor()
    // Each code is good once, and the present one turned the second factor on.
    await page.getByLabel('Code').fill(totp.generate({ timestamp: Date.now() + 30_000 }))
    await page.keyboard.press('Enter')
    await heading(page, 'Overview').waitFor()
  })
})

describe('a session', () => {
  it('outlives a reload, and an access token', async () => {
    const ada = await stack.newUser()
    const { page } = await visit(stack.api_url)
    await signIn(page, ada)
    const before = await stored(page)
    await change(page, { access_token: 'expired' })
    await page.reload()
    await page.getByText('Views by day').waitFor()
    const after = await stored(page)
    expect(after.access_token).not.toBe('expired')
    expect(after.refresh_token).not.toBe(before.refresh_token)
  })

  it('that was ended elsewhere asks for another', async () => {
    const ada = await stack.newUser()
    const { page } = await visit(stack.api_url)
    await signIn(page, ada)
    await change(page, { access_token: 'expired', refresh_token: 'ended' })
    await page.reload()
    await page.getByText('Your session has ended. Please sign in again.').waitFor()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })

  it('belongs to one tab: a copy of the tab signs in itself', async () => {
    const ada = await stack.newUser()
    const { page, context } = await visit(stack.api_url)
    await signIn(page, ada)
    const copy = await context.newPage()
    await copy.addInitScript((session) => sessionStorage.setItem('atrium-session', session), JSON.stringify(await stored(page)))
    await copy.goto('/console')
    await heading(copy, 'Sign in').waitFor()

    await page.reload()
    await heading(page, 'Overview').waitFor()
  })

  it('ends with signing out, for the service too', async () => {
    const ada = await stack.newUser()
    const { page } = await visit(stack.api_url)
    await signIn(page, ada)
    const { refresh_token } = await stored(page)
    const answered = page.waitForResponse((response) => response.url().endsWith('/v1/auth/logout'))
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'Sign in').waitFor()
    expect((await answered).status()).toBe(204)
    expect((await stack.anonymous.post('/v1/auth/refresh', { refresh_token })).status).toBe(401)
  })

  it('shows what is reserved for administrators to none but them', async () => {
    const { page } = await visit(stack.api_url)
    await signIn(page, await stack.newUser({ role: 'moderator' }), '/console#/queues')
    await page.getByText('This page is for administrators.').waitFor()
    expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['Overview', 'Articles', 'Uploads', 'Categories'])
  })
})

interface Stored {
  readonly access_token: string
  readonly refresh_token: string
}

async function stored(page: Page): Promise<Stored> {
  return JSON.parse(await page.evaluate("sessionStorage.getItem('atrium-session')")) as Stored
}

async function change(page: Page, fields: Partial<Stored>): Promise<void> {
  const session = JSON.stringify({ ...(await stored(page)), ...fields })
  await page.evaluate(`sessionStorage.setItem('atrium-session', ${JSON.stringify(session)})`)
}

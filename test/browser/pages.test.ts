import { beforeAll, describe, expect, it } from 'vitest'
import { type Stack, useStack } from '../support/stack.ts'
import { useBrowser } from './browser.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})
const visit = useBrowser()

describe('every page', () => {
  it.each(['/console', '/console/', '/verify-email', '/reset-password', '/unsubscribe', '/docs'])(
    '%s may load from its own host alone, media apart, and tells no other where it is',
    async (path) => {
      const { status, headers } = await stack.anonymous.get(path)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; img-src .*; connect-src .*; frame-ancestors 'none'$/)
      const [store, others] = [new URL(stack.s3_url).origin, policy.match(/https?:[^/]*\/\/[^/; ]+/g)]
      expect(others).toEqual([store, store, store])
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it.each(['/console/none', '/console/..%2fpackage.json', '/console/toString', '/verify-email/more'])('%s is none', async (path) => {
    expect((await stack.anonymous.get(path)).status).toBe(404)
  })

  it('that breaks its policy is found out by these tests', async () => {
    const { page, faults } = await visit(stack.api_url)
    await page.goto('/console')
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://127.0.0.2:1/x.png\">')")
    await expect.poll(() => faults.length).toBeGreaterThan(0)
    ;(faults as string[]).length = 0
  })
})

describe('the documentation', () => {
  it('makes calls in the name of who authorises it', async () => {
    const ada = await stack.newUser()
    const { page } = await visit(stack.api_url)
    await page.goto('/docs#/profiles/get-me')
    await page.getByRole('button', { name: 'Authorize' }).first().click()
    const dialog = page.locator('.modal-ux')
    await dialog.locator('input').first().fill(ada.access_token)
    await dialog.getByRole('button', { name: 'Apply credentials' }).first().click()
    await dialog.getByRole('button', { name: 'Close' }).first().click()

    const operation = page.locator('#operations-profiles-get-me')
    await operation.getByRole('button', { name: 'Execute' }).click()
    await operation.locator('.live-responses-table').getByText(ada.email).first().waitFor()
  })
})

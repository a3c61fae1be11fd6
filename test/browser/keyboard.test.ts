import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { type Stack, useStack } from '../support/stack.ts'
import { focused, heading, useBrowser } from './browser.ts'
import { readWriter } from './readers.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})
const visit = useBrowser()

it('everything is reached by keyboard alone, in the order in which it is read', async () => {
  const { writer } = await readWriter(stack, 'Written without a mouse', 1)
  const { page } = await visit(stack.api_url)
  await page.goto('/console')
  await heading(page, 'Sign in').waitFor()
  expect(await tab(page)).toBe('Skip to the content')
  expect(await tab(page)).toBe('Username or e-mail')
  await page.keyboard.type(writer.username)
  expect(await tab(page)).toBe('Password')
  await page.keyboard.type(writer.password)
  await page.keyboard.press('Enter')

  await page.getByRole('figure', { name: 'Views by day' }).waitFor()
  expect(await focused(page)).toBe('Overview')
  await page.keyboard.press('Shift+Tab')
  expect(await focused(page)).toBe('Sign out')
  await page.keyboard.press('Shift+Tab')
  expect(await focused(page)).toBe('Uploads')
  await page.keyboard.press('Shift+Tab')
  expect(await focused(page)).toBe('Articles')
  await page.keyboard.press('Enter')
  // The page before has such a link too, and another 'Articles' that had the focus.
  await heading(page, 'Articles').waitFor()
  await page.getByRole('link', { name: 'Written without a mouse' }).waitFor()
  expect(await focused(page)).toBe('Articles')

  expect(await tab(page)).toBe('All')
  expect(await tab(page)).toBe('Written without a mouse')
  await page.keyboard.press('Enter')
  await heading(page, 'Written without a mouse').waitFor()
  await page.getByRole('figure', { name: 'Views by day' }).waitFor()
  expect(await tab(page)).toBe('All articles')
  expect(await tab(page)).toBe('30 days')
  await page.keyboard.press('ArrowRight')
  expect(await focused(page)).toBe('90 days')
  await page.getByRole('figure', { name: 'Views by day' }).waitFor()
  expect(await tab(page)).toBe('Numbers by day')
  await page.keyboard.press('Enter')
  await page.getByRole('figure', { name: 'Views by day' }).getByRole('table').waitFor()
  expect(await outlineOf(page)).toBe('solid')
})

it('the first stop skips what is the same on every page', async () => {
  const { page } = await visit(stack.api_url)
  await page.goto('/console')
  await tab(page)
  await page.keyboard.press('Enter')
  expect(await focused(page)).toBe('Sign in')
})

it('a dialog keeps the focus inside, and gives it back when it closes', async () => {
  const admin = await stack.newUser({ role: 'admin' })
  const ada = await stack.newUser()
  const { page } = await visit(stack.api_url)
  await page.goto('/console#/people')
  await page.getByLabel('Username or e-mail').fill(admin.username)
  await page.getByLabel('Password').fill(admin.password)
  await page.keyboard.press('Enter')
  await page.getByLabel('Beginning of a name').fill(ada.username)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: `Change the role of ${ada.username}` }).press('Enter')
  await page.getByRole('dialog').waitFor()
  for (let stop = 0; stop < 8; stop += 1) {
    await page.keyboard.press('Tab')
    const isOutside = "document.activeElement !== document.body && !document.querySelector('dialog').contains(document.activeElement)"
    expect(await page.evaluate(isOutside)).toBe(false)
  }
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await focused(page)).toBe(`Change the role of ${ada.username}`)
})

async function tab(page: Page): Promise<string> {
  await page.keyboard.press('Tab')
  return focused(page)
}

async function outlineOf(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
}

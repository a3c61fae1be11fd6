import { beforeAll, expect, it } from 'vitest'
import { freshName, type Stack, useStack } from '../support/stack.ts'
import { focused, heading, signIn, useBrowser } from './browser.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})
const visit = useBrowser()

it('a moderator adds categories, moves them and deletes them', async () => {
  const moderator = await stack.newUser({ role: 'moderator' })
  const [science, physics] = [freshName('science'), freshName('physics')]
  const { page } = await visit(stack.api_url)
  await signIn(page, moderator, '/console#/categories')
  await heading(page, 'Categories').waitFor()
  const dialog = page.getByRole('dialog')
  for (const name of [science, physics]) {
    await page.getByRole('button', { name: 'Add a category' }).click()
    await dialog.getByLabel('Name').fill(name)
    await page.keyboard.press('Enter')
    await page.getByText(`${name} was added.`).waitFor()
  }

  await page.getByRole('button', { name: `Change ${physics}` }).click()
  expect(await dialog.getByLabel('Below').getByRole('option', { name: physics }).count()).toBe(0)
  await dialog.getByLabel('Below').selectOption(science)
  await dialog.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('cell', { name: `${science} › ${physics}` }).waitFor()

  await page.getByRole('button', { name: `Delete ${science}` }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByRole('alert').getByText('There are categories below it.').waitFor()
  await page.keyboard.press('Escape')
  for (const name of [physics, science]) {
    await page.getByRole('button', { name: `Delete ${name}` }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText(`${name} was deleted.`).waitFor()
    // Until it is closed, the button that opened it has the focus once more.
    await dialog.waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Add a category')
  }
})

it('others are told that the page is for moderators', async () => {
  const { page } = await visit(stack.api_url)
  await signIn(page, await stack.newUser(), '/console#/categories')
  await page.getByText('This page is for moderators.').waitFor()
})

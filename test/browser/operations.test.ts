import { beforeAll, describe, expect, it } from 'vitest'
import { deadLetters, makeDeadLetter, victim } from '../functions/operations/dead-letters.ts'
import type { Actor } from '../support/actor.ts'
import { startOwnStack, type Stack } from '../support/stack.ts'
import { focused, heading, signIn, useBrowser } from './browser.ts'

let stack: Stack
let admin: Actor
beforeAll(async () => {
  const own = await startOwnStack()
  stack = own
  admin = await stack.newUser({ role: 'admin' })
  return own.stop
})
const visit = useBrowser()

describe('an administrator', () => {
  it('puts dead letters back, once it is confirmed', async () => {
    await makeDeadLetter(stack)
    const { page } = await visit(stack.api_url)
    await signIn(page, admin, '/console#/queues')
    const open = page.getByRole('button', { name: `Put back dead letters of ${victim}` })
    await open.click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await deadLetters(stack)).toBe(1)

    await open.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Put back' }).click()
    await page.getByText(`1 message of ${victim} on the way back.`).waitFor()
    expect(await deadLetters(stack)).toBe(0)
    await expect.poll(() => focused(page)).toBe('Refresh')
  })

  it('finds someone and gives them a role', async () => {
    const ada = await stack.newUser()
    const { page } = await visit(stack.api_url)
    await signIn(page, admin, '/console#/people')
    await page.getByLabel('Beginning of a name').fill(ada.username)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('button', { name: `Change the role of ${ada.username}` }).click()
    await page.getByRole('radio', { name: /^Moderator/ }).check()
    await page.getByRole('button', { name: 'Change role' }).click()
    await page.getByText(`${ada.username} is moderator`).waitFor()
    await page.getByRole('cell', { name: 'Moderator' }).waitFor()
    expect((await ada.get('/v1/me')).body.role).toBe('moderator')
  })

  it('does not take their own role', async () => {
    const { page } = await visit(stack.api_url)
    await signIn(page, admin, '/console#/people')
    await page.getByLabel('Beginning of a name').fill(admin.username)
    await page.keyboard.press('Enter')
    await page.getByRole('cell', { name: admin.username }).waitFor()
    expect(await page.getByRole('button', { name: /^Change the role/ }).count()).toBe(0)
  })

  it('sees what happens on the site, and whether counts were right', async () => {
    await stack.runSchedule('recompute-statistics')
    const { page } = await visit(stack.api_url)
    await signIn(page, admin, '/console#/site')
    await page.getByRole('figure', { name: 'People by day' }).getByRole('img').waitFor()
    await page.getByRole('link', { name: 'Recounts' }).click()
    await heading(page, 'Recounts').waitFor()
    await page.getByRole('table', { name: 'Recounts, the latest first' }).waitFor()
    expect(await page.getByRole('row').count()).toBeGreaterThan(1)
  })
})

describe('on a phone', () => {
  const pages = ['', 'articles', 'uploads', 'categories', 'people', 'site', 'queues', 'recounts', 'webhooks']

  it('no page is wider than the screen', async () => {
    const { page } = await visit(stack.api_url, { viewport: { width: 360, height: 740 } })
    await signIn(page, admin)
    for (const name of pages) {
      await page.goto(`/console#/${name}`)
      await page.waitForLoadState('networkidle')
      if (name === 'people') {
        await page.getByLabel('Beginning of a name').fill('u')
        await page.keyboard.press('Enter')
        await page.getByRole('table').waitFor()
      }
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(360)
    }
  })
})

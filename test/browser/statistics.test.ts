import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../support/actor.ts'
import { type Stack, useStack } from '../support/stack.ts'
import { heading, signIn, useBrowser } from './browser.ts'
import { readWriter } from './readers.ts'

const title = 'How to turn with quaternions'
let stack: Stack
let writer: Actor
let articleId: string
beforeAll(async () => {
  stack = await useStack()
  ;({ writer, articleId } = await readWriter(stack, title, 2))
  await writer.post('/v1/articles', { title: 'Not finished', content: 'Words.' })
})
const visit = useBrowser()

describe("a writer's statistics", () => {
  it('are drawn, and told in numbers', async () => {
    const { page } = await visit(stack.api_url)
    await signIn(page, writer)
    expect(await totalsOf(page)).toEqual({ Views: '2', 'Unique viewers': '2', Likes: '2', Comments: '0', Shares: '0', Bookmarks: '0' })
    const chart = page.getByRole('figure', { name: 'Views by day' })
    expect(await chart.getByRole('img').getAttribute('aria-label')).toContain('Views 2, Unique viewers 2')
    expect(await inkOf(page)).toBeGreaterThan(100)
    await page.getByRole('figure', { name: 'Followers by day (2 now)' }).waitFor()

    await chart.getByText('Numbers by day').click()
    const rows = chart.getByRole('row')
    await expect.poll(() => rows.count()).toBe(31)
    expect(await rows.last().getByRole('cell').allTextContents()).toEqual([expect.stringMatching(/^\d+ \w+$/), '2', '2'])
  })

  it('cover as many days as are chosen, and lead on to an article over the same days', async () => {
    const { page } = await visit(stack.api_url)
    await signIn(page, writer)
    await page.getByRole('radio', { name: '7 days' }).check()
    const chart = page.getByRole('figure', { name: 'Views by day' })
    await chart.getByText('Numbers by day').click()
    await expect.poll(() => chart.getByRole('row').count()).toBe(8)

    await page.getByRole('link', { name: title }).click()
    await heading(page, title).waitFor()
    await expect.poll(() => page.getByRole('radio', { name: '7 days' }).isChecked()).toBe(true)
    await page.getByRole('row', { name: 'google 2' }).waitFor()
    expect(page.url()).toContain(`#/articles/${articleId}?days=7`)
  })

  it("count the days of the reader's own time zone", async () => {
    const { page } = await visit(stack.api_url, { timezoneId: 'Pacific/Kiritimati' })
    const asked = page.waitForRequest((request) => request.url().includes('/v1/me/analytics'))
    await signIn(page, writer)
    const query = new URL((await asked).url()).searchParams
    expect(query.get('time_zone')).toBe('Pacific/Kiritimati')
    expect(query.get('from')).toMatch(/T10:00:00\.000Z$/)
  })

  it('say that there is nothing yet', async () => {
    const { page } = await visit(stack.api_url)
    await signIn(page, await stack.newUser())
    await page.getByText('Nothing happened in this time.').first().waitFor()
    expect(await page.locator('canvas').count()).toBe(0)
  })

  it('that do not come can be asked for again', async () => {
    const { page } = await visit(stack.api_url)
    await page.route('**/v1/me/analytics*', (route) => route.abort())
    await signIn(page, writer)
    await page.getByRole('alert').getByText('The service cannot be reached.').waitFor()
    await page.unroute('**/v1/me/analytics*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('figure', { name: 'Views by day' }).waitFor()
  })
})

describe("a writer's articles", () => {
  it('are listed with their status, and by it', async () => {
    const { page } = await visit(stack.api_url)
    await signIn(page, writer, '/console#/articles')
    await page.getByRole('row', { name: title }).getByText('Published').waitFor()
    await page.getByRole('row', { name: 'Not finished' }).getByText('Draft').waitFor()
    await page.getByRole('radio', { name: 'Draft' }).check()
    await page.getByRole('row', { name: title }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Not finished' }).waitFor()
  })

  it('go on where a page ends', async () => {
    const prolific = await stack.newUser()
    for (let number = 1; number <= 21; number += 1) await prolific.post('/v1/articles', { title: `Draft ${number}`, content: 'Words.' })
    const { page } = await visit(stack.api_url)
    await signIn(page, prolific, '/console#/articles')
    await page.getByRole('link', { name: 'Draft 21' }).waitFor()
    expect(await page.getByRole('link', { name: 'Draft 1', exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByRole('link', { name: 'Draft 1', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: /^Draft/ }).count()).toBe(21)
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
  })

  it('of others are nobody’s to measure', async () => {
    const { page } = await visit(stack.api_url)
    await signIn(page, await stack.newUser(), `/console#/articles/${articleId}`)
    await page.getByRole('alert').getByText('Your account may not see this.').waitFor()
  })
})

async function totalsOf(page: Page): Promise<Record<string, string>> {
  await page.locator('.totals dd').first().waitFor()
  const [names, values] = [await page.locator('.totals dt').allTextContents(), await page.locator('.totals dd').allTextContents()]
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))
}

// Pixels of the first chart that are neither empty nor grey.
async function inkOf(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let ink = 0
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 0 && Math.abs(data[at] - data[at + 2]) > 40) ink += 1
    return ink
  })()`)
}

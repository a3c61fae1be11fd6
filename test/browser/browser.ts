import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Actor } from '../support/actor.ts'
import { patience } from '../support/patience.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page in a browser profile of its own, and what it did that no page may do. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Requests to other hosts, refusals of the content security policy, and errors that nobody caught. */
  readonly faults: readonly string[]
}

interface VisitOptions {
  /** Other hosts that the page may use. */
  readonly besides?: readonly string[]
}

/** Runs Chromium for the tests of a file; each visit has storage of its own. */
export function useBrowser(): (origin: string, options?: BrowserContextOptions & VisitOptions) => Promise<Visit> {
  let browser: Browser
  const visits: Visit[] = []

  beforeAll(async () => {
    if (!existsSync(executablePath)) throw new Error(`There is no Chromium at ${executablePath}: install it, or say in CHROMIUM_PATH where it is`)
    browser = await chromium.launch({ executablePath, args })
  })

  afterAll(async () => {
    await browser.close()
    expect(visits.flatMap(({ faults }) => faults)).toEqual([])
  })

  return async (baseURL, { besides = [], ...options } = {}) => {
    const allowed = new Set([baseURL, ...besides].map((url) => new URL(url).origin))
    const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 900 }, ...options })
    context.setDefaultTimeout(patience.timeout)
    const faults: string[] = []
    context.on('request', (request) => {
      if (!allowed.has(new URL(request.url()).origin) && !request.url().startsWith('data:')) faults.push(request.url())
    })
    context.on('weberror', (error) => faults.push(error.error().message))
    context.on('console', (message) => {
      if (/content.security.policy/i.test(message.text())) faults.push(message.text())
    })
    const visit = { context, page: await context.newPage(), faults }
    visits.push(visit)
    return visit
  }
}

/** Signs in on the console's first page. */
export async function signIn(page: Page, { username, password }: Pick<Actor, 'username' | 'password'>, path = '/console'): Promise<void> {
  await page.goto(path)
  await page.getByLabel('Username or e-mail').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

/** The page's own heading. */
export function heading(page: Page, name: string) {
  return page.getByRole('heading', { level: 1, name, exact: true })
}

/** How the element that has the focus is called. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const focused = document.activeElement
    return focused.getAttribute('aria-label') ?? focused.labels?.[0]?.textContent ?? focused.textContent
  })()`)
}

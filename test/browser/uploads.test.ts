import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../support/actor.ts'
import { patience } from '../support/patience.ts'
import { type Stack, useStack } from '../support/stack.ts'
import { focused, heading, signIn, useBrowser } from './browser.ts'
import { dropFiles, failOnce, limitUploads, useFiles } from './files.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})
const visit = useBrowser()
const files = useFiles()

async function open(actor: Actor, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const { page } = await visit(stack.api_url, { besides: [stack.s3_url], ...options })
  // A dialog is kept from opening only once someone listens.
  page.on('filechooser', () => undefined)
  await signIn(page, actor, '/console#/uploads')
  await heading(page, 'Uploads').waitFor()
  return page
}

async function choose(page: Page, paths: string | readonly string[], button = 'Choose files'): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  await (await chooser).setFiles(paths)
}

const outcome = (page: Page, text: string) => page.getByRole('log').getByText(text)
const card = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name }).filter({ has: page.getByRole('button') })

describe('files', () => {
  it('that are dropped on the page become media, or it is said in words why not', async () => {
    const ada = await stack.newUser()
    const page = await open(ada)
    await dropFiles(page, [files().picture, files().disguised, files().drawing])
    await outcome(page, 'hills.png is ready.').waitFor()
    await outcome(page, 'words.png was rejected. The file is not what its name says.').waitFor()
    await card(page, 'drawing.svg').getByRole('alert').getByText('Files of this kind are not taken for this purpose.').waitFor()
    await card(page, 'words.png').getByText('Rejected').waitFor()
    await card(page, 'hills.png').getByText('Ready').waitFor()
    await expect.poll(() => page.evaluate("document.querySelector('.thumbnail img').naturalWidth"), patience).toBeGreaterThan(0)

    await page.getByRole('button', { name: 'Remove drawing.svg' }).click()
    await card(page, 'drawing.svg').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Uploads')
  })

  it('are not folders', async () => {
    const page = await open(await stack.newUser())
    await dropFiles(page, [files().folder])
    await page.getByText('Folders cannot be uploaded.').waitFor()
    expect(await page.getByRole('heading', { name: 'On the way' }).count()).toBe(0)
  })

  it('are chosen, described and deleted by keyboard alone', async () => {
    const ada = await stack.newUser()
    const page = await open(ada)
    await tabTo(page, 'Choose files')
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(files().picture)
    await outcome(page, 'hills.png is ready.').waitFor()

    await tabTo(page, 'What hills.png shows, for those who do not see it')
    await page.keyboard.type('Hills in fog')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Saved.').waitFor()
    expect((await ada.get('/v1/me/media')).body.items).toMatchObject([{ alt_text: 'Hills in fog' }])
    await page.getByRole('img', { name: 'Hills in fog' }).waitFor()

    await tabTo(page, 'Delete hills.png')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Delete hills.png?' }).waitFor()
    await tabTo(page, 'Delete')
    await page.keyboard.press('Enter')
    await page.getByText('You have not uploaded anything yet.').waitFor()
    expect(await focused(page)).toBe('Your media')
    expect((await ada.get('/v1/me/media')).body.items).toEqual([])
  })

  it('that are in use are not deleted, and the page says where they are', async () => {
    const ada = await stack.newUser()
    const page = await open(ada)
    await choose(page, files().picture)
    await outcome(page, 'hills.png is ready.').waitFor()
    const [{ id }] = (await ada.get('/v1/me/media')).body.items
    const { body: article } = await ada.post('/v1/articles', { title: 'On hills', content: 'Words.', featured_media_id: id })
    await page.getByRole('button', { name: 'Delete hills.png' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('alert').getByText('It is in use.').waitFor()
    expect(await dialog.getByRole('link', { name: 'an article' }).getAttribute('href')).toBe(`#/articles/${article.id}`)

    await ada.patch(`/v1/articles/${article.id}`, { featured_media_id: null })
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('You have not uploaded anything yet.').waitFor()
  })
})

describe('a large file', { timeout: 120_000 }, () => {
  it('shows its progress, is paused, and goes on after the page was loaded again', async () => {
    const ada = await stack.newUser()
    const page = await open(ada)
    await limitUploads(page, 20_000_000)
    const { failed } = await failOnce(page, '*partNumber=3&*')
    await choose(page, files().film)
    await failed
    const progress = page.getByRole('progressbar', { name: 'film.mp4 uploaded' })
    await expect.poll(() => progress.getAttribute('value').then(Number), patience).toBeGreaterThan(20_000_000)
    await page.getByText(/^\d+(?:\.\d)? MB of 105 MB, \d+ %$/).waitFor()
    await page.getByRole('button', { name: 'Pause film.mp4' }).click()
    await card(page, 'film.mp4').getByText('Paused').waitFor()
    expect(await focused(page)).toBe('Continue film.mp4')

    await page.reload()
    await card(page, 'film.mp4').getByText('Interrupted').waitFor()
    await limitUploads(page, -1)
    await choose(page, files().picture, 'Choose film.mp4 again')
    await card(page, 'film.mp4').getByText('This is not the file whose upload has begun.').waitFor()
    await choose(page, files().film, 'Choose film.mp4 again')
    await outcome(page, 'film.mp4 is ready.').waitFor()
    expect((await ada.all('/v1/me/media')).map(({ status, size }) => ({ status, size }))).toEqual([{ status: 'ready', size: 105_000_000 }])
    expect(await page.evaluate('localStorage.length')).toBe(0)
  })

  it('goes on while other pages are open, is not offered to other tabs, and is gone when it is cancelled', async () => {
    const ada = await stack.newUser()
    const page = await open(ada)
    await limitUploads(page, 5_000_000)
    await choose(page, files().film)
    await expect.poll(() => page.evaluate('localStorage.length'), patience).toBe(1)
    await page.getByRole('link', { name: 'Overview' }).click()
    await heading(page, 'Overview').waitFor()

    const other = await page.context().newPage()
    await signIn(other, ada, '/console#/uploads')
    await other.getByRole('listitem').filter({ hasText: 'film.mp4' }).getByText('Not uploaded').waitFor()
    expect(await other.getByText('Interrupted').count()).toBe(0)

    await page.getByRole('link', { name: 'Uploads' }).click()
    await page.getByRole('button', { name: 'Cancel film.mp4' }).click()
    await page.getByText('You have not uploaded anything yet.').waitFor()
    expect((await ada.get('/v1/me/media')).body.items).toEqual([])
  })

  it('leaves nothing on a machine whose user signs out', async () => {
    const ada = await stack.newUser()
    const page = await open(ada)
    await limitUploads(page, 5_000_000)
    await choose(page, files().film)
    await expect.poll(() => page.evaluate('localStorage.length'), patience).toBe(1)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'Sign in').waitFor()
    expect(await page.evaluate('localStorage.length')).toBe(0)
    await signIn(page, await stack.newUser(), '/console#/uploads')
    await page.getByText('You have not uploaded anything yet.').waitFor()
    expect(await page.getByText('film.mp4').count()).toBe(0)
  })
})

it('on a phone nothing is wider than the screen', async () => {
  const page = await open(await stack.newUser(), { viewport: { width: 360, height: 740 }, hasTouch: true })
  await choose(page, [files().picture, files().disguised, files().drawing])
  await outcome(page, 'hills.png is ready.').waitFor()
  await outcome(page, 'words.png was rejected.').waitFor()
  await card(page, 'drawing.svg').getByText('Failed').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

async function tabTo(page: Page, name: string): Promise<void> {
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === name) return
  }
  throw new Error(`No stop of the keyboard is called ${name}`)
}

import { beforeAll, describe, expect, it } from 'vitest'
import { mailedToken } from '../functions/identity/one-time-link.ts'
import { choose, notificationMails, verifiedUser } from '../functions/notifications/mailed.ts'
import { type Stack, useStack } from '../support/stack.ts'
import { useBrowser } from './browser.ts'

let stack: Stack
beforeAll(async () => {
  stack = await useStack()
})
const visit = useBrowser()
const onPhone = { viewport: { width: 360, height: 740 } }

describe('the link that confirms an address', () => {
  it('does so, once', async () => {
    const ada = await stack.newUser()
    const token = await mailedToken(stack, ada.email, 'verify-email')
    const { page } = await visit(stack.api_url, onPhone)
    await page.goto(`/verify-email?token=${token}`)
    await page.getByText('your address is confirmed').waitFor()
    expect((await ada.get('/v1/me')).body.email_verified).toBe(true)
    // A used token need not stay in the history.
    expect(new URL(page.url()).search).toBe('')

    await page.goto(`/verify-email?token=${token}`)
    await page.getByText('was used before').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })

  it.each(['/verify-email', '/verify-email?token=none'])('says so when it is not complete: %s', async (path) => {
    const { page } = await visit(stack.api_url)
    await page.goto(path)
    await page.getByText('This link is not complete').waitFor()
  })

  it('tries again when the service was out of reach', async () => {
    const ada = await stack.newUser()
    const token = await mailedToken(stack, ada.email, 'verify-email')
    const { page } = await visit(stack.api_url)
    await page.route('**/v1/**', (route) => route.abort())
    await page.goto(`/verify-email?token=${token}`)
    await page.getByText('The service cannot be reached.').waitFor()
    await page.unroute('**/v1/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('your address is confirmed').waitFor()
  })
})

describe('the link that sets a new password', () => {
  it('does so, once, and mails another', async () => {
    const ada = await stack.newUser()
    await stack.anonymous.post('/v1/auth/password/forgot', { email: ada.email })
    const token = await mailedToken(stack, ada.email, 'reset-password')
    const { page } = await visit(stack.api_url, onPhone)
    await page.goto(`/reset-password?token=${token}`)
    await page.getByLabel('New password').fill('password')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByRole('alert').getByText('too easy to guess').waitFor()
    await page.getByText('Show it').click()
    await page.getByLabel('New password').fill('a horse of another colour')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByText('Your new password holds').waitFor()
    await stack.signIn(ada.username, 'a horse of another colour')

    await page.goto(`/reset-password?token=${token}`)
    await page.getByLabel('New password').fill('a horse of no colour')
    await page.keyboard.press('Enter')
    await page.getByText('was used before').waitFor()
    await page.getByLabel('E-mail').fill(ada.email)
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.getByText(`If ${ada.email} is known here`).waitFor()
    expect(await mailedToken(stack, ada.email, 'reset-password')).not.toBe(token)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })

  it('is asked for by whoever cannot sign in', async () => {
    const ada = await stack.newUser()
    const { page } = await visit(stack.api_url)
    await page.goto('/console')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByLabel('E-mail').fill(ada.email)
    await page.keyboard.press('Enter')
    await page.getByText(`If ${ada.email} is known here`).waitFor()
    expect(await mailedToken(stack, ada.email, 'reset-password')).toMatch(/./)
  })
})

describe('the link that ends mails about notifications', () => {
  it('asks first, and ends those of its kind', async () => {
    const ada = await verifiedUser(stack)
    await choose(ada, { follow: { email: 'instant' }, like: { email: 'instant' } })
    await (await stack.newUser()).put(`/v1/users/${ada.id}/follow`)
    const [mail] = await notificationMails(stack, ada)
    const [link] = mail.text.match(/http\S+\/unsubscribe\?token=\S+/) as [string]
    const mails = async () => {
      const { body } = await ada.get('/v1/me/notification-preferences')
      return [body.follow.email, body.like.email]
    }

    const { page, faults } = await visit(stack.api_url, onPhone)
    await page.goto(link)
    await page.getByText('no more mails about notifications of the kind “follow”?').waitFor()
    expect(await mails()).toEqual(['instant', 'instant'])
    await page.getByRole('button', { name: 'No more' }).click()
    await page.getByText('You will get no more mails').waitFor()
    expect(await mails()).toEqual(['off', 'instant'])
    expect(new URL(page.url()).search).toBe('')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    expect(faults).toEqual([])
  })

  it.each(['/unsubscribe', '/unsubscribe?token=none'])('says so when it is not complete: %s', async (path) => {
    const { page } = await visit(stack.api_url)
    await page.goto(path)
    const button = page.getByRole('button', { name: 'No more' })
    await page.getByText(path.includes('token') ? 'Do you want' : 'This link is not complete').waitFor()
    if (path.includes('token')) await button.click()
    await page.getByText('This link is not complete').waitFor()
    expect(await button.count()).toBe(0)
  })
})

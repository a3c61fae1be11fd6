import { createHmac } from 'node:crypto'
import { createIsbotFromList, list } from 'isbot'
import { applicationSecret } from '../../shared/runtime/application-secret.ts'

// What apps and scripts of people send when they set no name of their own. The rules of the list that take these for
// bots go by form and not by name; only the link to a page about itself, which crawlers carry, stands in for them.
const clients = ['node', 'okhttp/4.12.0', 'python-httpx/0.28.1', 'Dart/3.5 (dart:io)', 'Go-http-client/2.0', 'curl/8.9.1', 'Reader/2.1', 'reader']
const names = list.filter((rule) => {
  const pattern = new RegExp(rule, 'i')
  return !clients.some((client) => pattern.test(client))
})

/** Whether a User-Agent is that of a known bot. */
export const isBot = createIsbotFromList([...names, '\\+?https?://'])

/** The UTC day of a moment: `2026-01-31`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/**
 * A name for someone who is not signed in, good for one UTC day: the key of the hash is another one each day, so that
 * neither an address can be read from it nor two days be put together.
 */
export async function anonymousViewer(address: string, userAgent: string | undefined, day: string): Promise<string> {
  const { application_key } = await applicationSecret()
  const salt = createHmac('sha256', application_key).update(`viewers ${day}`).digest()
  return createHmac('sha256', salt).update(`${address}\n${userAgent ?? ''}`).digest('base64url')
}

/** The host of the page that led here, null for what is no web address. */
export function referrerHost(referrer: string | null | undefined): string | null {
  const url = referrer ? URL.parse(referrer) : null
  return url && /^https?:$/.test(url.protocol) ? url.hostname : null
}

/** Where media are sent to and come from. */
export interface MediaOrigins {
  /** The store itself, which takes uploads and gives out private media. */
  readonly store: string
  /** Where public media are served. */
  readonly served: string
}

/** What a page may load: nothing from another host but media, to which it may also upload. */
export function contentSecurityPolicy({ store, served }: MediaOrigins): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The slash stands for all that is below, also where the store serves several buckets.
    `img-src 'self' data: ${store} ${served}/`,
    `connect-src 'self' ${store}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Where the console is, and the pages that mails link to. */
export const consolePages = ['/console', '/verify-email', '/reset-password', '/unsubscribe'] as const

import { expect } from 'vitest'

/** An answer as a client sees it. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or the text of anything else; `undefined` without one. */
  readonly body: Json
  readonly text: string
}

/** JSON of any shape, which a test reads by name as a client does. */
export type Json = ReturnType<typeof JSON.parse>

export interface Caller {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Every item of a list, read page by page. */
  all(path: string): Promise<Json[]>
}

/** A signed-in user. */
export interface Actor extends Caller {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly password: string
  readonly access_token: string
  readonly refresh_token: string
}

/** A client of the API at `origin`, with these headers on every call. */
export function caller(origin: string, common: Record<string, string> = {}): Caller {
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(new URL(path, origin), {
      method,
      redirect: 'manual',
      headers: { ...common, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /^application\/(?:[\w.]+\+)?json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, text, body: isJson && text !== '' ? JSON.parse(text) : text || undefined }
  }
  const get: Caller['get'] = (path, headers) => call('GET', path, undefined, headers)
  return {
    get,
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path, body, headers) => call('DELETE', path, body, headers),
    all: async (path) => {
      const items: Json[] = []
      let cursor: string | null = null
      do {
        const url = new URL(path, origin)
        if (cursor !== null) url.searchParams.set('cursor', cursor)
        const page: Answer = await get(`${url.pathname}${url.search}`)
        expect(page.status, page.text).toBe(200)
        items.push(...page.body.items)
        cursor = page.body.next_cursor
      } while (cursor !== null)
      return items
    },
  }
}

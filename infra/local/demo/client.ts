import * as z from 'zod'

/** Someone who calls the API. An answer that is not a success throws. */
export interface Client {
  post(path: string, body?: object): Promise<unknown>
  put(path: string, body?: object): Promise<unknown>
  patch(path: string, body: object): Promise<unknown>
}

/** What a login answers. */
export const Session = z.object({
  user: z.object({ id: z.string() }),
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string(),
})

type Session = z.output<typeof Session>

// A token that ends on its way would be refused.
const spareMs = 60_000

/** A client who is not signed in; `headers` may be made anew for each call. */
export function openClient(apiUrl: string, headers: () => Promise<Record<string, string>> | Record<string, string>): Client {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(apiUrl + path, {
      method,
      headers: { ...(await headers()), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  return {
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
  }
}

/** A client who is signed in, and stays so as the clock goes on. */
export function openMember(apiUrl: string, first: Session): Client {
  const anonymous = openClient(apiUrl, () => ({}))
  const taken = (session: Session) => ({ ...session, endsAt: Date.now() + session.expires_in * 1000 - spareMs })
  // A promise, because a refresh token is good once: whoever calls meanwhile waits for the same answer.
  let current = Promise.resolve(taken(first))
  const renewed = async ({ refresh_token }: Session) =>
    taken(Session.parse(await anonymous.post('/v1/auth/refresh', { refresh_token })))
  return openClient(apiUrl, async () => {
    current = current.then((session) => (session.endsAt > Date.now() ? session : renewed(session)))
    return { authorization: `Bearer ${(await current).access_token}` }
  })
}

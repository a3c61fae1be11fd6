import { type AnswerOf, type Call, type RequestOf, routes } from './contracts.ts'
import { type Problem, Refusal } from './refusal.ts'
import { continueSession, endSession, session } from './session.ts'

let renewing: Promise<void> | undefined

/**
 * Makes a call in the name of who is signed in. An access token that has expired is exchanged, once for all calls that
 * wait for it. Throws a `Refusal`.
 */
export async function call<Name extends Call>(name: Name, request: RequestOf<Name> = {}): Promise<AnswerOf<Name>> {
  const sent = session()
  const answer = await send(name, request, sent?.access_token)
  if (answer.status !== 401 || !sent) return read(answer)
  return read(await send(name, request, await accessToken(sent.access_token)))
}

/** The token of who is signed in; in the place of one that was `refused`, another. Throws a `Refusal`. */
export async function accessToken(refused?: string): Promise<string> {
  if (refused !== undefined && session()?.access_token === refused) {
    renewing ??= renew().finally(() => (renewing = undefined))
    await renewing
  }
  const token = session()?.access_token
  if (token === undefined) throw new Refusal(401, { code: 'authentication_required' })
  return token
}

/** Makes a call that proves itself by what it carries. Throws a `Refusal`. */
export async function callUnsigned<Name extends Call>(name: Name, request: RequestOf<Name>): Promise<AnswerOf<Name>> {
  return read(await send(name, request))
}

async function renew(): Promise<void> {
  const expired = session()
  if (!expired) return
  try {
    continueSession(expired, await callUnsigned('refresh', { body: { refresh_token: expired.refresh_token } }))
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      endSession({ notice: 'Your session has ended. Please sign in again.' })
    }
    throw error
  }
}

async function send<Name extends Call>(name: Name, { params = {}, query, body }: RequestOf<Name>, token?: string): Promise<Response> {
  const [method, route] = routes[name].split(' ') as [string, string]
  const path = route.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => encodeURIComponent(params[parameter] ?? ''))
  const given = Object.entries(query ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const search = given.length > 0 ? `?${new URLSearchParams(given).toString()}` : ''
  try {
    return await fetch(`${path}${search}`, {
      method,
      cache: 'no-store',
      credentials: 'omit',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new Refusal(0, { code: 'unreachable' })
  }
}

async function read<Answer>(response: Response): Promise<Answer> {
  const text = await response.text().catch(() => '')
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer
  throw new Refusal(response.status, problemIn(text))
}

// What stands between may answer with a page of its own.
function problemIn(text: string): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem>
    return { ...problem, code: problem.code ?? 'unavailable' }
  } catch {
    return { code: 'unavailable' }
  }
}

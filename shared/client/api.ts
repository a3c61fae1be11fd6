import { unlessSilent, withRetries } from './patience.ts'
import { type RefusedField, UploadError } from './upload-error.ts'

/** Where the API is, and in whose name it is called. */
export interface Api {
  /** `https://community.example`, without a slash at the end. */
  readonly origin: string
  /** The access token. Asked for again with the one that was `refused`, as when it has expired. */
  readonly token: (refused?: string) => string | Promise<string>
}

interface ApiCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** Makes a call that is sent again take effect once. */
  readonly idempotencyKey?: string
}

const patienceMs = 30_000

/** Calls the API, again after failures that may pass. Throws an `UploadError` with the problem's code. */
export function callApi<Answer>(api: Api, call: ApiCall, signal: AbortSignal): Promise<Answer> {
  return withRetries(signal, () => callOnce<Answer>(api, call, signal))
}

/** The same without another try. */
export async function callOnce<Answer>(api: Api, call: ApiCall, signal: AbortSignal): Promise<Answer> {
  const token = await api.token()
  const answer = await send(api, call, token, signal)
  if (answer.status !== 401) return read(answer) as Answer
  return read(await send(api, call, await api.token(token), signal)) as Answer
}

interface RawAnswer {
  readonly status: number
  readonly text: string
  readonly retryAfter: string | null
}

function send({ origin }: Api, { method, path, body, idempotencyKey }: ApiCall, token: string, signal: AbortSignal): Promise<RawAnswer> {
  return unlessSilent(patienceMs, signal, async (signal) => {
    try {
      const answer = await fetch(`${origin}${path}`, {
        method,
        signal,
        cache: 'no-store',
        credentials: 'omit',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, text: await answer.text(), retryAfter: answer.headers.get('retry-after') }
    } catch (cause) {
      if (signal.aborted) throw signal.reason
      throw new UploadError('unreachable', { detail: 'The API cannot be reached', isPassing: true, cause })
    }
  })
}

interface ProblemText {
  readonly code?: string
  readonly detail?: string
  readonly errors?: readonly RefusedField[]
}

function read({ status, text, retryAfter }: RawAnswer): unknown {
  if (status < 300) return text === '' ? undefined : JSON.parse(text)
  const { code = 'unavailable', detail, errors } = problemIn(text)
  throw new UploadError(code, {
    status,
    ...(detail !== undefined && { detail }),
    ...(errors && { errors }),
    isPassing: status >= 500 || status === 429 || code === 'request_in_progress',
    retryAfterMs: Number(retryAfter ?? 0) * 1000 || 0,
  })
}

// What stands between may answer with a page of its own.
function problemIn(text: string): ProblemText {
  try {
    return JSON.parse(text) as ProblemText
  } catch {
    return {}
  }
}

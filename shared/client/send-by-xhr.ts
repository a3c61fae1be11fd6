import { type Transport, unreachableStore } from './transport.ts'

/** What is used of a browser's `XMLHttpRequest`, which Node does not have. */
interface BrowserRequest {
  readonly status: number
  readonly responseText: string
  readonly upload: { addEventListener(type: 'progress', listener: (event: { readonly loaded: number }) => void): void }
  addEventListener(type: 'load' | 'error' | 'abort', listener: () => void): void
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: Blob): void
  abort(): void
}

const Request = (globalThis as { XMLHttpRequest?: new () => BrowserRequest }).XMLHttpRequest

/** Sends a body as browsers can, which tell the progress of an upload nowhere else; undefined outside of them. */
export const sendByXhr: Transport | undefined = Request && ((sending) => send(new Request(), sending))

function send(request: BrowserRequest, { method, url, headers, body, signal, onSent }: Parameters<Transport>[0]): ReturnType<Transport> {
  return new Promise((resolve, reject) => {
    const stop = () => request.abort()
    const when = (end: 'load' | 'error' | 'abort', settle: () => void) =>
      request.addEventListener(end, () => {
        signal.removeEventListener('abort', stop)
        settle()
      })
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded))
    when('load', () => resolve({ status: request.status, etag: request.getResponseHeader('etag'), text: request.responseText }))
    when('error', () => reject(unreachableStore()))
    when('abort', () => reject(signal.reason))
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    signal.addEventListener('abort', stop)
    if (signal.aborted) reject(signal.reason)
    else request.send(body)
  })
}

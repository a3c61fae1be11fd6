import { type Transport, unreachableStore } from './transport.ts'

/** Streams a body with `fetch`, as Node can. Its length goes ahead, because the store takes no chunked body. */
export const sendByFetch: Transport = async ({ method, url, headers, body, signal, onSent }) => {
  let sent = 0
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      sent += chunk.byteLength
      onSent(sent)
    },
  })
  // Not every list of a request's options knows `duplex`.
  const streaming = { body: body.stream().pipeThrough(counting), duplex: 'half' as const }
  try {
    const answer = await fetch(url, { method, signal, headers: { ...headers, 'content-length': String(body.size) }, ...streaming })
    return { status: answer.status, etag: answer.headers.get('etag'), text: await answer.text() }
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    throw unreachableStore(cause)
  }
}

import { expect } from 'vitest'
import type { Actor, Answer, Json } from '../../support/actor.ts'
import type { Stack } from '../../support/stack.ts'

export interface FileToUpload {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly content_type: string
  readonly filename?: string
  readonly purpose?: string
  readonly visibility?: 'public' | 'private'
  readonly alt_text?: string
}

/** Announces a file. */
export function announce(actor: Actor, { bytes, filename = 'file', purpose = 'post', ...fields }: FileToUpload): Promise<Answer> {
  return actor.post('/v1/media', { ...fields, filename, purpose, size: Math.max(1, bytes.byteLength) })
}

/** Sends bytes with the form that was answered, as a browser does. `changes` are made to its fields first. */
export function send(upload: Json, bytes: Uint8Array<ArrayBuffer>, changes: Record<string, string> = {}): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries<string>({ ...upload.fields, ...changes })) form.append(name, value)
  form.append('file', new Blob([bytes]), 'file')
  return fetch(upload.url, { method: 'POST', body: form })
}

/** Uploads a file, waits until it is processed, and answers the medium. */
export async function upload(stack: Stack, actor: Actor, file: FileToUpload): Promise<Json> {
  const announced = await announce(actor, file)
  expect(announced.status, announced.text).toBe(201)
  const sent = await send(announced.body.upload, file.bytes)
  expect(sent.status, await sent.text()).toBe(204)
  await stack.settled()
  const medium = await actor.get(`/v1/media/${announced.body.media.id}`)
  expect(medium.status, medium.text).toBe(200)
  return medium.body
}

import type { openStorage } from './sdk.ts'

type Storage = ReturnType<typeof openStorage>

// In Lambda it loads while the container waits for the database, which says of each medium where it is.
let opened = process.env.AWS_LAMBDA_INITIALIZATION_TYPE ? open() : undefined

/** The media bucket's client, and what is asked of it. The SDK is loaded with the first call. */
export function storage(): Promise<Storage> {
  return (opened ??= open())
}

async function open(): Promise<Storage> {
  const sdk = await import('./sdk.ts')
  return sdk.openStorage()
}

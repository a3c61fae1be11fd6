import { runtimeProblem } from '../contract/problems.ts'

const patienceMs = 2000

/**
 * The bytes of an issuer's key set (RFC 7517). Plain http is taken too, as the local stack serves it.
 * Throws the problem `unavailable`.
 */
export async function fetchKeySet(address: string): Promise<ArrayBuffer> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' })
    if (answer.ok) return await answer.arrayBuffer()
  } catch {
    // Refused, too slow or redirected: all the same to who waits for the keys.
  }
  throw runtimeProblem('unavailable', { detail: 'The keys of the issuer of the token cannot be read.' })
}

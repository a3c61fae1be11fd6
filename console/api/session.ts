import { useLayoutEffect, useState } from 'preact/hooks'
import type { AnswerOf } from './contracts.ts'

type Tokens = AnswerOf<'login'>

interface Session {
  readonly user: Tokens['user']
  readonly access_token: string
  readonly refresh_token: string
  /** Names the tab that the session belongs to. */
  readonly tab: string
}

interface SignedOut {
  /** Why the session is over, where nobody asked for it. */
  readonly notice?: string
}

const storageKey = 'atrium-session'
const patienceMs = 1000

let current: Session | undefined
let signedOut: SignedOut = {}
const listeners = new Set<() => void>()

export function session(): Session | undefined {
  return current
}

/** Tells of every change of the session, until the returned function is called. */
export function watchSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Takes the session that this tab had before it was loaded again. */
export async function restoreSession(): Promise<void> {
  const stored = sessionStorage.getItem(storageKey)
  if (stored === null) return
  const found = JSON.parse(stored) as Session
  if (await own(found.tab)) current = found
  else sessionStorage.removeItem(storageKey)
}

export async function beginSession(tokens: Tokens): Promise<void> {
  const tab = crypto.randomUUID()
  await own(tab)
  keep({ ...tokens, tab })
}

/** Goes on with new tokens, unless the session was ended while they were asked for. */
export function continueSession(expired: Session, tokens: Tokens): void {
  if (current === expired) keep({ ...tokens, tab: expired.tab })
}

export function endSession(reason: SignedOut = {}): void {
  current = undefined
  signedOut = reason
  sessionStorage.removeItem(storageKey)
  tell()
}

/** The session as it changes, and why the last one ended. */
export function useSession(): { readonly session: Session | undefined; readonly notice: string | undefined } {
  const [, count] = useState(0)
  useLayoutEffect(() => watchSession(() => count((changes) => changes + 1)), [])
  return { session: current, notice: signedOut.notice }
}

function keep({ user, access_token, refresh_token, tab }: Session): void {
  current = { user, access_token, refresh_token, tab }
  signedOut = {}
  sessionStorage.setItem(storageKey, JSON.stringify(current))
  tell()
}

function tell(): void {
  for (const listener of listeners) listener()
}

/**
 * Whether the session is this tab's, which it then is for as long as the tab lives. A browser copies the storage of a tab
 * that is duplicated, and a refresh token that two tabs use ends the session of both: so the copy has to sign in itself.
 */
function own(tab: string): Promise<boolean> {
  return new Promise((resolve) => {
    const whileOpen = () => {
      resolve(true)
      return new Promise<never>(() => undefined)
    }
    // A tab that is loaded again may have to wait until its former page is gone.
    navigator.locks.request(tab, { signal: AbortSignal.timeout(patienceMs) }, whileOpen).catch(() => resolve(false))
  })
}

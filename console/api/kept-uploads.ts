import type { UploadState } from '../../shared/client/upload-state.ts'
import type { UploadSettings } from './uploads.ts'

/** What outlives the page of an upload that has begun. */
export interface KeptUpload {
  readonly state: UploadState
  readonly settings: UploadSettings
}

const prefixOf = (userId: string) => `atrium-upload:${userId}:`

export function keepUpload(userId: string, kept: KeptUpload): void {
  try {
    localStorage.setItem(`${prefixOf(userId)}${kept.state.media_id}`, JSON.stringify(kept))
  } catch {
    // A browser may have no room, or may not want to keep anything. The upload goes on all the same.
  }
}

export function forgetUpload(userId: string, mediaId: string): void {
  localStorage.removeItem(`${prefixOf(userId)}${mediaId}`)
}

/** The uploads of someone that were interrupted: what has begun, and what no tab goes on with. */
export async function interruptedUploads(userId: string): Promise<KeptUpload[]> {
  const { held = [] } = await navigator.locks.query()
  const names = new Set(held.map(({ name }) => name))
  return keysOf(userId)
    .map((key) => JSON.parse(localStorage.getItem(key) ?? '') as KeptUpload)
    .filter(({ state }) => !names.has(lockOf(state.media_id)))
}

/** Forgets all that was kept for someone. */
export function forgetUploads(userId: string): void {
  for (const key of keysOf(userId)) localStorage.removeItem(key)
}

/** Makes an upload this tab's, until what it returns is called; `undefined` where it is another's. */
export function claimUpload(mediaId: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const whileClaimed = (lock: Lock | null) => {
      if (!lock) return resolve(undefined)
      return new Promise<void>((release) => resolve(release))
    }
    void navigator.locks.request(lockOf(mediaId), { ifAvailable: true }, whileClaimed)
  })
}

function lockOf(mediaId: string): string {
  return `atrium-upload:${mediaId}`
}

function keysOf(userId: string): string[] {
  return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '').filter((key) => key.startsWith(prefixOf(userId)))
}

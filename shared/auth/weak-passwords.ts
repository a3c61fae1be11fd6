import { codePoints } from '../contract/fields.ts'

const shortestPassword = 8

let common: Promise<Set<string>> | undefined

/** Whether a password is too short, or among the 18,000 most common ones, whatever the case of its letters. */
export async function isWeak(password: string): Promise<boolean> {
  const typed = password.normalize('NFC')
  if (codePoints(typed) < shortestPassword) return true
  common ??= loadCommon()
  return (await common).has(typed.toLowerCase())
}

// Loaded on first use: the functions that never see a new password do not carry the list.
async function loadCommon(): Promise<Set<string>> {
  const { default: list } = await import('./common-passwords.json', { with: { type: 'json' } })
  return new Set(list.passwords)
}

import type { PrivacySettings } from './model.ts'

/** What one person lets another see or do. */
export type Disclosure = Readonly<Record<keyof PrivacySettings, boolean>>

export interface Pair {
  readonly owner: PrivacySettings
  /** `undefined` for someone who is not signed in: a stranger. */
  readonly viewer: PrivacySettings | undefined
  readonly owner_lists_viewer: boolean
  readonly viewer_lists_owner: boolean
}

/** All that people let themselves see. */
export const everything: Disclosure = { last_seen: true, profile_picture: true, status: true, read_receipts: true, messages: true }

/** What the owner's privacy lets the viewer see. Who hides when they were last seen, or what they read, does not see it of others. */
export function disclosureOf({ owner, viewer, owner_lists_viewer, viewer_lists_owner }: Pair): Disclosure {
  const shows = (what: keyof PrivacySettings) => isAmong(owner[what], owner_lists_viewer)
  const showsBack = (what: keyof PrivacySettings) => viewer === undefined || isAmong(viewer[what], viewer_lists_owner)
  return {
    last_seen: shows('last_seen') && showsBack('last_seen'),
    read_receipts: shows('read_receipts') && showsBack('read_receipts'),
    profile_picture: shows('profile_picture'),
    status: shows('status'),
    messages: shows('messages'),
  }
}

function isAmong(audience: PrivacySettings[keyof PrivacySettings], isContact: boolean): boolean {
  return audience === 'everyone' || (audience === 'contacts' && isContact)
}

import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Contacts, type PrivacySettings, type UserDocument, Users } from './model.ts'
import { type Disclosure, disclosureOf, everything } from './policy.ts'

type Owner = Pick<UserDocument, '_id' | 'settings'>

/** What each of `owners` lets the viewer see. Asks only for the contacts that some privacy setting makes matter. */
export async function loadDisclosures(
  db: Db,
  owners: readonly Owner[],
  viewerId: ObjectId | undefined,
): Promise<(owner: Owner) => Disclosure> {
  const others = owners.filter(({ _id }) => viewerId === undefined || !_id.equals(viewerId))
  const viewer = viewerId && others.length > 0 ? await db.get(Users, viewerId, { fields: { settings: 1 } }) : undefined
  const listing = await contactsAmong(db, others, viewerId, viewer?.settings.privacy)
  return (owner) =>
    viewerId?.equals(owner._id)
      ? everything
      : disclosureOf({
          owner: owner.settings.privacy,
          viewer: viewer?.settings.privacy,
          owner_lists_viewer: viewerId !== undefined && listing.has(edge(owner._id, viewerId)),
          viewer_lists_owner: viewerId !== undefined && listing.has(edge(viewerId, owner._id)),
        })
}

async function contactsAmong(
  db: Db,
  owners: readonly Owner[],
  viewerId: ObjectId | undefined,
  viewer: PrivacySettings | undefined,
): Promise<Set<string>> {
  if (!viewerId) return new Set()
  const asking = owners.filter(({ settings }) => namesContacts(settings.privacy)).map(({ _id }) => _id)
  const asked = viewer && namesContacts(viewer) ? owners.map(({ _id }) => _id) : []
  const filters = [
    ...(asking.length > 0 ? [{ owner_id: { $in: asking }, contact_id: viewerId }] : []),
    ...(asked.length > 0 ? [{ owner_id: viewerId, contact_id: { $in: asked } }] : []),
  ]
  if (filters.length === 0) return new Set()
  const found = await db.find(Contacts, { $or: filters }, { fields: { owner_id: 1, contact_id: 1 } })
  return new Set(found.map(({ owner_id, contact_id }) => edge(owner_id, contact_id)))
}

function namesContacts(privacy: PrivacySettings): boolean {
  return Object.values(privacy).includes('contacts')
}

function edge(from: ObjectId, to: ObjectId): string {
  return `${from.toHexString()} ${to.toHexString()}`
}

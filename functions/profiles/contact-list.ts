import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { Contacts } from './model.ts'

/** Whether someone has another on their list. */
export async function isContact(db: Db, owner_id: ObjectId, contact_id: ObjectId): Promise<boolean> {
  return (await db.get(Contacts, { owner_id, contact_id }, { fields: { _id: 1 } })) !== null
}

/** Takes each of two people off the other's list. */
export async function endContacts(db: Db, [one, other]: readonly [ObjectId, ObjectId]): Promise<void> {
  const edges = [
    { owner_id: one, contact_id: other },
    { owner_id: other, contact_id: one },
  ]
  await db.removeMany(Contacts, { $or: edges })
}

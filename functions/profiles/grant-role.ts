import { MongoClient, type ObjectId } from 'mongodb'
import type { Role } from '../../shared/contract/roles.ts'
import { databaseName } from '../../shared/store/client.ts'
import { AccountNames, Users } from './model.ts'

/** Gives a user a role straight in the database, as a deployment's first administrator gets it. Throws when there is no such user. */
export async function grantRole(mongodbUri: string, username: string, role: Role): Promise<void> {
  const client = new MongoClient(mongodbUri, { appName: 'atrium-grant-role', serverSelectionTimeoutMS: 5000 })
  try {
    const database = client.db(databaseName())
    const names = database.collection<{ _id: string; user_id: ObjectId }>(AccountNames.name)
    const name = await names.findOne({ _id: `username:${username.toLowerCase()}` })
    if (!name) throw new Error(`There is no user ${username}`)
    await database.collection(Users.name).updateOne({ _id: name.user_id }, { $set: { role, updated_at: new Date() } })
  } finally {
    await client.close()
  }
}

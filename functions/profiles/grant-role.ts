import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { MongoClient } from 'mongodb'
import * as z from 'zod'
import { roles } from '../../shared/contract/roles.ts'
import { databaseName } from '../../shared/store/client.ts'
import { AccountNames, Users } from './model.ts'

const usage = `Usage: npm run grant-role -- <username> <${roles.join('|')}> [--state-dir .local]`

/** Gives a user a role, straight in the database: how a deployment gets its first administrator. */
async function grantRole(username: string, role: string, mongodbUri: string): Promise<string> {
  const client = new MongoClient(mongodbUri, { appName: 'atrium-grant-role', serverSelectionTimeoutMS: 5000 })
  try {
    const database = client.db(databaseName())
    const names = database.collection<{ _id: string; user_id: unknown }>(AccountNames.name)
    const name = await names.findOne({ _id: `username:${username.toLowerCase()}` })
    if (!name) throw new Error(`There is no user ${username}`)
    await database.collection(Users.name).updateOne({ _id: name.user_id as never }, { $set: { role, updated_at: new Date() } })
    return `${username} is ${role} from the next access token on.`
  } finally {
    await client.close()
  }
}

function databaseAddress(stateDir: string): string {
  if (process.env.MONGODB_URI) return process.env.MONGODB_URI
  const { mongodb_uri } = z.object({ mongodb_uri: z.string() }).parse(JSON.parse(readFileSync(`${stateDir}/stack.json`, 'utf8')))
  return mongodb_uri
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { 'state-dir': { type: 'string', default: '.local' } } })
  const [username, role] = positionals
  if (!username || !roles.some((known) => known === role)) throw new Error(usage)
  console.log(await grantRole(username, role as string, databaseAddress(values['state-dir'])))
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})

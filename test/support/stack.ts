import { MongoClient } from 'mongodb'
import { expect, inject, onTestFinished } from 'vitest'
import type { Role } from '../../shared/contract/roles.ts'
import { type Actor, type Answer, type Caller, caller, type Json } from './actor.ts'
import { freshName } from './names.ts'
import { addressesIn, type RunningProcess, type StackAddresses, startProcess } from './process.ts'

/** A running stack as a client and its operator see it. */
export interface Stack extends StackAddresses {
  readonly anonymous: Caller
  /** Registers someone; with a role, grants it and takes a new token. */
  newUser(options?: { readonly role?: Role; readonly username?: string; readonly full_name?: string }): Promise<Actor>
  /** Signs in as someone who has registered. */
  signIn(login: string, password: string): Promise<Actor>
  /** Waits until outbox and queues are empty. */
  settled(): Promise<void>
  runSchedule(id: string): Promise<Answer>
  /** Moves the stack's time forward, and answers it. Never on the stack that all share. */
  advance(seconds: number): Promise<Date>
  /** Mails to an address, oldest first. */
  mail(to: string): Promise<Json[]>
  /** The database itself, for what no client can see. */
  database(): Promise<MongoClient>
}

/** The stack that all test files share: use own users and ids, never its clock. */
export async function useStack(): Promise<Stack> {
  return stackAt(await addressesIn(inject('stackState')))
}

export { freshName } from './names.ts'

/** A stack of one's own, for tests that end processes or count everything there is. It ends with the test, or by the caller's hand. */
export async function startOwnStack(stateDir?: string, flags?: readonly string[]): Promise<Stack & RunningProcess> {
  const running = await startProcess(stateDir, flags)
  const clients: MongoClient[] = []
  // One that is closed later looks for its server for half a minute, to end its sessions there.
  const after = (end: () => Promise<void>) => async () => {
    await Promise.all(clients.map((client) => client.close()))
    await end()
  }
  return { ...stackAt(running.addresses, clients), ...running, stop: after(running.stop), kill: after(running.kill) }
}

/** The stack at these addresses; `clients` gets what it opens to the database. */
export function stackAt(addresses: StackAddresses, clients: MongoClient[] = []): Stack {
  const anonymous = caller(addresses.api_url)
  const session = (answer: Answer, password: string): Actor => {
    expect(answer.status, answer.text).toBeLessThan(300)
    const { user, access_token, refresh_token } = answer.body
    return {
      ...caller(addresses.api_url, { authorization: `Bearer ${access_token}` }),
      id: user.id,
      username: user.username,
      email: user.email,
      password,
      access_token,
      refresh_token,
    }
  }
  const signIn = async (login: string, password: string) => session(await anonymous.post('/v1/auth/login', { login, password }), password)

  return {
    ...addresses,
    anonymous,
    signIn,
    newUser: async ({ role, username = freshName(), full_name } = {}) => {
      const password = `correct horse ${username}`
      const email = `${username}@example.org`
      const registered = await anonymous.post('/v1/auth/register', { username, email, password, ...(full_name && { full_name }) })
      const actor = session(registered, password)
      if (!role || role === 'member') return actor
      await grantRole(addresses.mongodb_uri, username, role)
      // The next token has the role, and needs no password to be hashed again.
      return session(await anonymous.post('/v1/auth/refresh', { refresh_token: actor.refresh_token }), password)
    },
    settled: async () => {
      const answer = await anonymous.get('/_local/settled?timeout_seconds=30')
      expect(answer.status, answer.text).toBe(200)
    },
    runSchedule: (id) => anonymous.post(`/_local/schedules/${id}/run`),
    advance: async (advance_seconds) => {
      const answer = await anonymous.post('/_local/clock', { advance_seconds })
      expect(answer.status, answer.text).toBeLessThan(300)
      return new Date(answer.body.now)
    },
    mail: async (to) => [...(await anonymous.get(`/_local/mail?to=${encodeURIComponent(to)}`)).body.items],
    database: async () => {
      const client = await new MongoClient(addresses.mongodb_uri).connect()
      clients.push(client)
      onTestFinished(() => client.close())
      return client
    },
  }
}

async function grantRole(mongodbUri: string, username: string, role: Role): Promise<void> {
  const client = new MongoClient(mongodbUri)
  try {
    await client.db('atrium').collection('users').updateOne({ username }, { $set: { role } })
  } finally {
    await client.close()
  }
}

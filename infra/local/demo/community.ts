import * as z from 'zod'
import { grantRole } from '../../../functions/profiles/grant-role.ts'
import type { LocalStack } from '../stack.ts'
import { type Client, openClient, openMember, Session } from './client.ts'

/** The password of everyone in the demonstration. */
export const password = 'welcome to atrium'

/** The people of a running stack, and the ids of what they have made. */
export interface Community {
  /** When the last act is over and the clock is right. */
  readonly ends: Date
  register(person: { username: string; full_name: string }): Promise<void>
  /** Makes a member who has just registered the first administrator. */
  appoint(username: string): Promise<void>
  member(username: string): Client
  visitor(userAgent: string): Client
  /** Keeps the id in the answer of a call under a name of the demonstration's own. */
  remember(name: string, answer: unknown): void
  idOf(name: string): string
}

const Identified = z.object({ id: z.string() })

/** A community that begins without anyone. */
export function openCommunity({ apiUrl, mongodbUri }: LocalStack, ends: Date): Community {
  const members = new Map<string, Client>()
  const ids = new Map<string, string>()
  const anonymous = openClient(apiUrl, () => ({}))
  const known = <Value>(values: ReadonlyMap<string, Value>, name: string): Value => {
    const value = values.get(name)
    if (value === undefined) throw new Error(`The demonstration has no ${name} yet`)
    return value
  }
  const signIn = (username: string, answer: unknown) => {
    const session = Session.parse(answer)
    members.set(username, openMember(apiUrl, session))
    ids.set(username, session.user.id)
  }
  return {
    ends,
    async register({ username, full_name }) {
      const email = `${username}@example.org`
      signIn(username, await anonymous.post('/v1/auth/register', { username, email, password, full_name }))
    },
    async appoint(username) {
      await grantRole(mongodbUri, username, 'admin')
      // A role holds from the next token.
      signIn(username, await anonymous.post('/v1/auth/login', { login: username, password }))
    },
    member: (username) => known(members, username),
    visitor: (userAgent) => openClient(apiUrl, () => ({ 'user-agent': userAgent })),
    remember(name, answer) {
      ids.set(name, Identified.parse(answer).id)
    },
    idOf: (name) => known(ids, name),
  }
}

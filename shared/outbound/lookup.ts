import { Resolver } from 'node:dns/promises'
import { isIPv6, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import { isThisMachine } from './outbound-url.ts'
import { isPublicAddress } from './public-addresses.ts'

/** The IP addresses that a name stands for. Rejects, or answers none, where there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>

export const notAllowed = 'ERR_ADDRESS_NOT_ALLOWED'
export const notFound = 'ENOTFOUND'

// Asks the name servers itself: the system's resolver takes a thread for as long as a slow server likes, of which there
// are four, and it knows names of this machine and its network.
const resolver = new Resolver({ timeout: 2_000, tries: 2 })

export const resolveName: Resolve = async (name) => {
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
}

/**
 * Looks names up for a connection, and gives it public addresses alone. A connection goes to what was checked here, whatever
 * the name stands for a moment later.
 */
export function publicLookup(resolve: Resolve): LookupFunction {
  const checked = callbackify((name: string) => checkedAddresses(name, resolve))
  return (name, { all }, callback) => {
    checked(name, (error, addresses) => {
      // With an error come none, which the types do not say.
      const [first] = error ? [] : addresses
      if (!first) callback(error, [])
      else if (all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

interface Address {
  address: string
  family: 4 | 6
}

async function checkedAddresses(name: string, resolve: Resolve): Promise<Address[]> {
  // It only comes here where this machine may be called.
  if (isThisMachine(name)) return [{ address: '127.0.0.1', family: 4 }]
  const found = await resolve(name)
  if (found.length === 0) throw fault(notFound)
  const allowed = found.filter(isPublicAddress)
  if (allowed.length === 0) throw fault(notAllowed)
  return allowed.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
}

function fault(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code })
}

import { isIP } from 'node:net'
import * as z from 'zod'
import { configuration } from '../runtime/environment.ts'
import { isLoopbackAddress, isPublicAddress } from './public-addresses.ts'

// Set on the local stack alone, where receivers run beside it.
const settings = configuration({ OUTBOUND_LOOPBACK: z.literal('allowed').optional() })

/**
 * An address that a stranger named, if it may be called: `https`, without credentials, and not literally an address of a
 * private network. What a name stands for is found out when it is called. On the local stack this machine itself may be
 * called too, also by `http`.
 */
export function outboundUrl(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined
  // The URL has every form of an IP address in its usual notation: 0x7f.1 reads 127.0.0.1.
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return undefined
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isThisMachine(host)) return isCallableHere(url) ? url : undefined
  return url.protocol === 'https:' && (isIP(host) === 0 || isPublicAddress(host)) ? url : undefined
}

/** Whether a host is literally this machine. */
export function isThisMachine(host: string): boolean {
  return isLoopbackAddress(host) || /^(?:.*\.)?localhost\.?$/.test(host)
}

function isCallableHere({ protocol }: URL): boolean {
  return settings().OUTBOUND_LOOPBACK === 'allowed' && (protocol === 'https:' || protocol === 'http:')
}

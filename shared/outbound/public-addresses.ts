import { BlockList, isIPv4, isIPv6 } from 'node:net'

// https://www.iana.org/assignments/iana-ipv4-special-registry, with multicast and what is reserved.
const special4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
])

// All that was ever given out. Loopback, link-local, unique-local, multicast, mapped IPv4 and NAT64 lie outside of it.
const global6 = blockList('ipv6', [['2000::', 3]])

// https://www.iana.org/assignments/iana-ipv6-special-registry: Teredo and 6to4 hold an IPv4 address that goes unchecked.
const special6 = blockList('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
])

const loopback4 = blockList('ipv4', [['127.0.0.0', 8]])

/** Whether an IP address, in its usual notation, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special4.check(address, 'ipv4')
  // A zone makes an address one of this machine's links.
  if (!isIPv6(address) || address.includes('%')) return false
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}

/** Whether an IP address, in its usual notation, is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIPv4(address) && loopback4.check(address, 'ipv4'))
}

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family)
  return list
}

import { expect, it } from 'vitest'
import { isLoopbackAddress, isPublicAddress } from '../../../shared/outbound/public-addresses.ts'

const notPublic = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  'private networks': ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255'],
  'loopback': ['127.0.0.1', '127.255.255.255', '::1'],
  'link-local': ['169.254.0.0', '169.254.255.255', 'fe80::', 'febf::1', 'fe80::1%eth0', '2600::1%eth0'],
  'metadata of the cloud': ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254'],
  'protocol assignments': ['192.0.0.0', '192.0.0.255', '2001:1::1', '2001:1ff:ffff::'],
  'documentation': ['192.0.2.1', '198.51.100.1', '203.0.113.255', '2001:db8::1', '3fff:fff::1'],
  '6to4 relays and blackholes': ['192.88.99.1', '192.31.196.1', '192.52.193.1', '192.175.48.1', '2620:4f:8000::1'],
  'benchmarking': ['198.18.0.0', '198.19.255.255', '2001:2::1'],
  'multicast': ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved': ['240.0.0.0', '255.255.255.254', '4000::1', 'e000::1'],
  'broadcast': ['255.255.255.255'],
  'unspecified': ['::'],
  'unique-local': ['fc00::1', 'fdff:ffff::1'],
  'site-local': ['fec0::1'],
  'IPv4 inside IPv6': ['::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:93.184.216.34', '::ffff:0:10.0.0.1'],
  'NAT64': ['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1'],
  '6to4': ['2002:7f00:1::', '2002:a00:1::1'],
  'Teredo': ['2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  'discard and segment routing': ['100::1', '5f00::1'],
  'no address': ['', 'localhost', '127.1', '0x7f000001', '2130706433', '1.2.3.4.5', '[::1]', '1.2.3.4/8'],
}

it.each(Object.entries(notPublic))('%s: not the public internet', (_, addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([])
})

it.each([
  '1.0.0.1',
  '9.255.255.255',
  '11.0.0.0',
  '93.184.216.34',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2003::1',
  '2606:4700::1111',
  '3ffe::1',
])('%s is the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['128.0.0.1', false],
  ['::2', false],
  ['::ffff:127.0.0.1', false],
  ['localhost', false],
])('%s is this machine: %s', (address, expected) => {
  expect(isLoopbackAddress(address)).toBe(expected)
})

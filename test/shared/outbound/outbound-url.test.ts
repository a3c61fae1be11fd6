import { expect, it } from 'vitest'
import { runInEnvironment } from '../../../shared/runtime/environment.ts'
import { outboundUrl } from '../../../shared/outbound/outbound-url.ts'

const deployed = Object.freeze({})
const local = Object.freeze({ OUTBOUND_LOOPBACK: 'allowed' })

const refusedAnywhere = [
  'nonsense',
  '',
  '/path',
  'https://',
  'ftp://example.com/',
  'file:///etc/passwd',
  'http://example.com/',
  'http://93.184.216.34/',
  'https://name:word@example.com/',
  'https://name@example.com/',
  'https://:word@example.com/',
  'https://10.0.0.1/',
  'https://0xa000001/',
  'https://167772161/',
  'https://012.0.0.1/',
  'https://10.1/',
  'https://１０.0.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fd00:ec2::254]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::a00:1]/',
  'https://0/',
  'https://0.0.0.0/',
  'https://[::]/',
  'https://255.255.255.255/',
]

const thisMachine = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '017700000001',
  '127.0.0.1.',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'receiver.localhost',
]

it.each(refusedAnywhere)('%s may not be called', (address) => {
  for (const variables of [deployed, local]) expect(runInEnvironment(variables, () => outboundUrl(address))).toBeUndefined()
})

it.each(thisMachine)('%s may be called on the local stack alone', (host) => {
  for (const address of [`https://${host}/x`, `http://${host}:8080/x`]) {
    expect(runInEnvironment(deployed, () => outboundUrl(address))).toBeUndefined()
    expect(runInEnvironment(local, () => outboundUrl(address))?.pathname).toBe('/x')
  }
  expect(runInEnvironment(local, () => outboundUrl(`ftp://${host}/x`))).toBeUndefined()
})

it.each([
  'https://example.com',
  'https://example.com:8443/hooks?key=1',
  'https://93.184.216.34/',
  'https://[2606:4700::1111]/',
  'https://notlocalhost/',
  'https://localhost.example.com/',
])('%s may be called', (address) => {
  expect(runInEnvironment(deployed, () => outboundUrl(address))?.href).toBe(new URL(address).href)
})

import { expect, it } from 'vitest'
import { deviceOf, placeOf } from '../../../functions/identity/device.ts'

const apple = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0'

it.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/142.0.0.0`, 'Edge on Windows'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, 'Chrome on Windows'],
  [`Mozilla/5.0 (Linux; Android 15; Pixel 9) ${chrome} Mobile Safari/537.36`, 'Chrome on Android'],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${apple} Version/18.0 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${apple} Version/18.0 Safari/605.1.15`, 'Safari on macOS'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['curl/8.5.0', 'curl'],
  ['node', 'node'],
  ['', 'Unknown device'],
  [undefined, 'Unknown device'],
])('%s is %s', (agent, device) => {
  expect(deviceOf(agent)).toBe(device)
})

it.each([
  ['203.0.113.7', {}, '203.0.113.0/24'],
  ['::ffff:203.0.113.7', {}, '203.0.113.0/24'],
  ['2001:db8:1:2::3', {}, '2001:db8:1::/48'],
  ['127.0.0.1', {}, null],
  ['::1', {}, null],
  ['203.0.113.7', { 'cloudfront-viewer-city': 'Graz', 'cloudfront-viewer-country': 'AT' }, 'Graz, AT'],
  ['203.0.113.7', { 'cloudfront-viewer-country': 'AT' }, 'AT'],
])('%s with %o is about %s', (address, headers, place) => {
  expect(placeOf(address, headers)).toBe(place)
})

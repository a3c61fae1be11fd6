import { expect, test } from 'vitest'
import { dayOf, isBot, referrerHost } from '../../../functions/engagement/viewers.ts'

test.each([
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'Twitterbot/1.0',
  'LinkedInBot/1.0 (compatible; Mozilla/5.0; +https://www.linkedin.com)',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'WhatsApp/2.23.20.0',
  'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)',
  'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
  'Baiduspider+(+http://www.baidu.com/search/spider.htm)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36',
])('%s is a bot', (agent) => {
  expect(isBot(agent)).toBe(true)
})

test.each([
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0',
  'Reader/2.1 CFNetwork/1410.0.3 Darwin/22.6.0',
  'okhttp/4.12.0',
  'axios/1.7.2',
  'python-requests/2.32.3',
  'node',
  undefined,
  '',
])('%s is not', (agent) => {
  expect(isBot(agent)).toBe(false)
})

test.each([
  ['https://www.example.org/a/page?with=secrets', 'www.example.org'],
  ['HTTP://EXAMPLE.ORG:8080', 'example.org'],
  ['https://user:password@example.org/', 'example.org'],
  ['https://bücher.example/', 'xn--bcher-kva.example'],
  ['android-app://com.example', null],
  ['javascript:alert(1)', null],
  ['not an address', null],
  ['', null],
  [null, null],
  [undefined, null],
])('of the referrer %j only %j is kept', (referrer, host) => {
  expect(referrerHost(referrer)).toBe(host)
})

test('a day begins and ends in UTC', () => {
  expect(dayOf(new Date('2026-01-31T23:59:59.999Z'))).toBe('2026-01-31')
  expect(dayOf(new Date('2026-02-01T00:30:00.000+01:00'))).toBe('2026-01-31')
})

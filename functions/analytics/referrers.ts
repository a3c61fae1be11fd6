/** Hosts that go by one name, with everything below them. */
const names: Readonly<Record<string, readonly string[]>> = {
  baidu: ['baidu.com'],
  bing: ['bing.com'],
  bluesky: ['bsky.app'],
  chatgpt: ['chatgpt.com', 'chat.openai.com'],
  discord: ['discord.com', 'discordapp.com'],
  duckduckgo: ['duckduckgo.com'],
  ecosia: ['ecosia.org'],
  facebook: ['facebook.com', 'fb.com', 'fb.me', 'messenger.com'],
  github: ['github.com'],
  gmail: ['mail.google.com'],
  hacker_news: ['news.ycombinator.com'],
  instagram: ['instagram.com'],
  linkedin: ['linkedin.com', 'lnkd.in'],
  medium: ['medium.com'],
  perplexity: ['perplexity.ai'],
  pinterest: ['pinterest.com', 'pin.it'],
  reddit: ['reddit.com', 'redd.it'],
  slack: ['slack.com'],
  telegram: ['t.me', 'telegram.org', 'telegram.me'],
  threads: ['threads.net', 'threads.com'],
  tiktok: ['tiktok.com'],
  vk: ['vk.com'],
  whatsapp: ['whatsapp.com', 'wa.me'],
  wikipedia: ['wikipedia.org'],
  x: ['x.com', 'twitter.com', 't.co'],
  yahoo: ['yahoo.com'],
  yandex: ['yandex.com', 'yandex.ru', 'ya.ru'],
  youtube: ['youtube.com', 'youtu.be'],
}

const nameByHost = new Map(Object.entries(names).flatMap(([name, hosts]) => hosts.map((host) => [host, name] as const)))

// Search engines with a domain in every country.
const national = /(?:^|\.)(google|yahoo|pinterest)\.(?:com?\.)?[a-z]{2,3}$/

/** The source of a view: a known name, else the host without `www.`, else `direct`. */
export function sourceOf(referrerHost: string | null): string {
  const host = (referrerHost ?? '').toLowerCase().replace(/\.$/, '').replace(/^www\./, '')
  if (host === '') return 'direct'
  const labels = host.split('.')
  for (let at = 0; at < labels.length - 1; at += 1) {
    const name = nameByHost.get(labels.slice(at).join('.'))
    if (name) return name
  }
  return national.exec(host)?.[1] ?? host
}

import type { PlannedArticle } from './articles.ts'
import type { Member } from './people.ts'
import { type Random, seededRandom } from './random.ts'
import { type Act, stepHours } from './timeline.ts'

const visitorsPerAppeal = 42
const halfGoneHours = 60
const interest = { base: 0.1, perAppeal: 0.22, most: 0.85 }
// Of those who read it.
const shares = { like: 0.6, bookmark: 0.12, share: 0.07 }

/** Where readers come from. An empty address is a reader who typed the address, or whose browser does not say. */
const referrers = {
  '': 30,
  'https://www.google.com/': 28,
  'https://duckduckgo.com/': 5,
  'https://www.bing.com/search?q=atrium': 3,
  'https://t.co/4bQx': 7,
  'https://news.ycombinator.com/item?id=40012345': 4,
  'https://www.reddit.com/r/somethingimade': 5,
  'https://bsky.app/profile/reader.example.org': 4,
  'https://l.facebook.com/': 4,
  'https://www.linkedin.com/feed/': 3,
  'https://weekly-reads.example.com/issues/112': 4,
}
/** A place where an article was passed on, and from which many of its readers come. */
const spotlights = Object.keys(referrers).filter((referrer) => referrer !== '')
const spotlightShare = 0.35

const platforms = { link: 5, twitter: 4, whatsapp: 4, email: 3, telegram: 2, linkedin: 2, facebook: 2 }

const systems = [
  'Windows NT 10.0; Win64; x64',
  'Macintosh; Intel Mac OS X 10_15_7',
  'X11; Linux x86_64',
  'iPhone; CPU iPhone OS 18_5 like Mac OS X',
  'Linux; Android 15; Pixel 9',
  'iPad; CPU OS 18_5 like Mac OS X',
]
const engine = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const browsers = Array.from({ length: 12 }, (_, index) => `${engine} Chrome/${128 + index}.0.0.0 Safari/537.36`)
/** Those who are not signed in are told apart by their browsers, because all of them come from this machine. */
const visitors = systems.flatMap((system) => browsers.map((browser) => `Mozilla/5.0 (${system}) ${browser}`))

/** Who reads what, and what they make of it. */
export function engagement(articles: readonly PlannedArticle[], members: readonly Member[]): Act[] {
  const random = seededRandom('engagement')
  return articles
    .filter(({ status }) => status === 'published')
    .flatMap((article) => {
      const from = sourceOf(random)
      const readers = members.filter(({ username }) => username !== article.author)
      return [
        ...Array.from({ length: Math.round(visitorsPerAppeal * article.appeal) }, () => visit(article, from(), random)),
        ...readers.flatMap((reader) => (random.chance(interestIn(article)) ? read(article, reader, from(), random) : [])),
      ]
    })
}

function interestIn({ appeal }: PlannedArticle): number {
  return Math.min(interest.most, interest.base + interest.perAppeal * appeal)
}

function sourceOf(random: Random): () => string {
  const spotlight = random.pick(spotlights)
  return () => (random.chance(spotlightShare) ? spotlight : random.weighted(referrers))
}

function visit({ slug, publishedAt }: PlannedArticle, referrer: string, random: Random): Act {
  const browser = random.pick(visitors)
  return {
    at: publishedAt + stepHours + random.wait(halfGoneHours),
    makes: 'views',
    run: ({ visitor, idOf }) => visitor(browser).post(`/v1/articles/${idOf(slug)}/views`, { referrer }),
  }
}

function read({ slug, publishedAt }: PlannedArticle, { username, joins }: Member, referrer: string, random: Random): Act[] {
  const at = Math.max(publishedAt, joins) + stepHours + random.wait(halfGoneHours / 2)
  const path = (idOf: (name: string) => string, action: string) => `/v1/articles/${idOf(slug)}/${action}`
  const platform = random.weighted(platforms)
  const acts: Act[] = [
    { at, makes: 'views', run: ({ member, idOf }) => member(username).post(path(idOf, 'views'), { referrer }) },
    { at, makes: 'likes', run: ({ member, idOf }) => member(username).put(path(idOf, 'like')) },
    { at, makes: 'bookmarks', run: ({ member, idOf }) => member(username).put(path(idOf, 'bookmark')) },
    { at, makes: 'shares', run: ({ member, idOf }) => member(username).post(path(idOf, 'shares'), { platform }) },
  ]
  const chances = [1, shares.like, shares.bookmark, shares.share]
  return acts.filter((_, index) => random.chance(chances[index] ?? 0))
}

import type { Community } from './community.ts'
import type { Member } from './people.ts'
import { lately, posts as written, type WrittenPost } from './post-texts.ts'
import { type Random, seededRandom } from './random.ts'
import { type Act, closingHours, stepHours } from './timeline.ts'

const firstHour = 30
const lastHour = 20.5 * 24
const halfSeenHours = 20
const pollSeconds = 7 * 24 * 3600
const interest = { base: 0.12, perAppeal: 0.12, most: 0.7 }
// Of those who see it.
const shares = { like: 0.6, repost: 0.18, bookmark: 0.08, vote: 0.8 }

interface PlannedPost extends WrittenPost {
  readonly name: string
  /** Hours after the beginning. */
  readonly at: number
}

/**
 * Short posts with hashtags, quotations and polls, and what people make of them; in the last of so many hours everybody
 * talks about one thing.
 */
export function posts(members: readonly Member[], hours: number): Act[] {
  const random = seededRandom('posts')
  const joins = new Map(members.map((member) => [member.username, member.joins]))
  const gap = (lastHour - firstHour) / written.length
  let latest = 0
  const planned = written.map((post, index): PlannedPost => {
    // In the order in which they are written, each at least a step behind the one before: it may be quoted.
    const wanted = Math.max(firstHour + index * gap + random.between(0, gap / 2), (joins.get(post.author) ?? 0) + stepHours)
    latest = Math.max(wanted, latest + stepHours)
    return { ...post, name: `post ${index}`, at: latest }
  })
  const here = lately.filter(({ author }) => (joins.get(author) ?? 0) < hours - closingHours)
  const lastly = here.map((post, index) => writing({ ...post, name: `late post ${index}`, at: hours - closingHours / 2 }, planned))
  const told = planned.flatMap((post) => {
    const isShared = post.visibility === undefined && members.find(({ username }) => username === post.author)?.is_private !== true
    const others = members.filter(({ username }) => username !== post.author)
    return [writing(post, planned), ...(isShared ? others.flatMap((reader) => reading(post, reader, random)) : [])]
  })
  return [...told, ...lastly]
}

function writing({ name, at, author, content, poll, content_warning, visibility, quotes }: PlannedPost, all: readonly PlannedPost[]): Act {
  const quoted = quotes === undefined ? undefined : all.find((other) => other.content.startsWith(quotes))
  return {
    at,
    makes: 'posts',
    async run({ member, idOf, remember }) {
      const body = {
        content,
        ...(poll && { poll: { options: poll, closes_in: pollSeconds } }),
        ...(content_warning && { content_warning, sensitive: true }),
        ...(visibility && { visibility }),
        ...(quoted && { quote_of_id: idOf(quoted.name) }),
      }
      remember(name, await member(author).post('/v1/posts', body))
    },
  }
}

function reading({ name, at: posted, appeal = 0, poll }: PlannedPost, { username, joins }: Member, random: Random): Act[] {
  if (!random.chance(Math.min(interest.most, interest.base + interest.perAppeal * appeal))) return []
  const at = Math.max(posted, joins) + stepHours + random.wait(halfSeenHours)
  const path = (idOf: Community['idOf'], action: string) => `/v1/posts/${idOf(name)}/${action}`
  const acts: Act[] = [
    { at, makes: 'views of posts', run: ({ member, idOf }) => member(username).post(path(idOf, 'views'), {}) },
    { at, makes: 'likes of posts', run: ({ member, idOf }) => member(username).put(path(idOf, 'like')) },
    { at, makes: 'reposts', run: ({ member, idOf }) => member(username).put(path(idOf, 'repost')) },
    { at, run: ({ member, idOf }) => member(username).put(path(idOf, 'bookmark')) },
  ]
  const option = Math.floor(random.next() * (poll?.length ?? 0))
  const votes = poll && random.chance(shares.vote) && at - posted < pollSeconds / 3600
  const chances = [1, shares.like, shares.repost, shares.bookmark]
  return [...acts.filter((_, index) => random.chance(chances[index] ?? 0)), ...(votes ? [voting(path, { at, username, option })] : [])]
}

interface Vote {
  readonly at: number
  readonly username: string
  readonly option: number
}

function voting(path: (idOf: Community['idOf'], action: string) => string, { at, username, option }: Vote): Act {
  return { at, makes: 'votes', run: ({ member, idOf }) => member(username).put(path(idOf, 'vote'), { option }) }
}

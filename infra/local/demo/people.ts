import type { PlannedArticle } from './articles.ts'
import type { Community } from './community.ts'
import { members } from './members.ts'
import { seededRandom } from './random.ts'
import { type Act, stepHours } from './timeline.ts'

/** Who signs in to look at the demonstration. */
export const administrator = 'ada'
export const moderator = 'noor'

export interface Person {
  readonly username: string
  readonly full_name: string
  readonly bio?: string
  readonly status?: string
  readonly social_links?: Readonly<Record<string, string>>
  readonly is_private?: boolean
}

/** A person of the story. */
export interface Member extends Person {
  /** Hours after the beginning. */
  readonly joins: number
}

const longestDraftingHours = 3 * stepHours
const lastJoinsHours = 110

/** Everyone: first the two who run the place, the others over some days. Whoever writes is there in time for it. */
export function planMembers(articles: readonly PlannedArticle[]): Member[] {
  const random = seededRandom('people')
  return members.map((person) => {
    const { username } = person
    if (username === administrator || username === moderator) return { ...person, joins: 0 }
    const published = articles.flatMap(({ author, publishedAt }) => (author === username ? publishedAt : []))
    const latest = Math.min(lastJoinsHours, ...published.map((hours) => hours - longestDraftingHours))
    return { ...person, joins: random.between(1, latest) }
  })
}

export function people(planned: readonly Member[]): Act[] {
  const random = seededRandom('profiles')
  const moderates = {
    at: stepHours,
    run: (community: Community) =>
      community.member(administrator).patch(`/v1/users/${community.idOf(moderator)}/role`, { role: 'moderator' }),
  }
  return [moderates, ...planned.flatMap((member) => [joining(member), introduction(member, random.wait(6))])]
}

function joining({ username, full_name, joins }: Member): Act {
  return {
    at: joins,
    makes: 'people',
    async run(community) {
      await community.register({ username, full_name })
      if (username === administrator) await community.appoint(username)
    },
  }
}

function introduction({ username, joins, ...profile }: Member, wait: number): Act {
  return { at: joins + stepHours + wait, run: ({ member }) => member(username).patch('/v1/me', profile) }
}

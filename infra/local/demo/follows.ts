import type { PlannedArticle } from './articles.ts'
import type { Member } from './people.ts'
import { seededRandom } from './random.ts'
import { type Act, stepHours } from './timeline.ts'

const everyone = 0.08
const perArticle = 0.12
const meetingHours = 70

/** Who follows whom: mostly those who write. To follow a private account is a request, which waits. */
export function follows(articles: readonly PlannedArticle[], members: readonly Member[]): Act[] {
  const random = seededRandom('follows')
  return members.flatMap((followed) => {
    const written = articles.filter(({ author }) => author === followed.username).length
    return members.flatMap((follower) => {
      if (follower === followed || !random.chance(everyone + perArticle * written)) return []
      return {
        at: Math.max(followed.joins, follower.joins) + stepHours + random.wait(meetingHours),
        makes: 'follows',
        run: ({ member, idOf }) => member(follower.username).put(`/v1/users/${idOf(followed.username)}/follow`),
      } satisfies Act
    })
  })
}

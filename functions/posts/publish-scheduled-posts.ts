import { publishDue } from '../../shared/publication/publish-due.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import { publishScheduledPosts } from './contract.ts'
import { Posts } from './model.ts'
import { publish, returnToDraft } from './publication.ts'
import { loadQuotability } from './quotations.ts'

/** Publishes the posts that are due, unless what they quote is to be passed on no longer. */
export const handler = schedule(publishScheduledPosts, (context) => {
  const { db, now } = context
  return publishDue(context, {
    of: Posts,
    prepare: async (due) => {
      const mayQuote = await loadQuotability(db, due)
      return async (post) => {
        if (!mayQuote(post)) throw new Error('What it quotes is not for everyone any more')
        return publish(db, post, now)
      }
    },
    returnToDraft: (post) => returnToDraft(db, post, now),
  })
})

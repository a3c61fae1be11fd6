import { eventBatch } from '../../shared/runtime/worker.ts'
import { countVotes } from './contract.ts'
import { PollVotes, Posts } from './model.ts'

/** Adds a batch of votes to the polls, each post once. Votes in the poll of a post that is gone go too. */
export const handler = eventBatch(countVotes, async ({ events, db }) => {
  const byPost = Map.groupBy(events, ({ data }) => data.post_id.toHexString())
  const ids = Array.from(byPost.values()).flatMap(([first]) => first?.data.post_id ?? [])
  const there = new Set((await db.find(Posts, { _id: { $in: ids } }, { fields: { _id: 1 } })).map(({ _id }) => _id.toHexString()))
  const present = ids.filter((id) => there.has(id.toHexString()))
  await db.bulk(
    Posts,
    present.map((_id) => ({ updateOne: { filter: { _id }, update: { $inc: sumsOf(byPost.get(_id.toHexString()) ?? []) } } })),
  )
  const gone = ids.filter((id) => !there.has(id.toHexString()))
  if (gone.length > 0) await db.removeMany(PollVotes, { post_id: { $in: gone } })
})

function sumsOf(votes: readonly { readonly data: { readonly option: number } }[]): Record<string, number> {
  const byOption = Map.groupBy(votes, ({ data }) => data.option)
  return Object.fromEntries(Array.from(byOption, ([option, of]) => [`poll.options.${option}.votes`, of.length]))
}

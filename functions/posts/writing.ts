import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { searchTerms } from '../../shared/store/search-terms.ts'
import { facetsIn } from '../../shared/text/facets.ts'
import { attachMedia } from '../media/public.ts'
import { mentionsOf } from '../profiles/public.ts'
import { mostFacets, mostHashtags, mostMentions, type PostDocument } from './model.ts'

// The words of the longest post are fewer.
const mostTerms = 1000

type Written = Pick<PostDocument, 'content' | 'facets' | 'mentions' | 'hashtags' | 'search_terms'>

/** A text with what is in it: the people whom it names, as far as they are there, its hashtags and links. */
export async function written(db: Db, content: string, author: ObjectId): Promise<Written> {
  const found = facetsIn(content)
  const valuesOf = (type: string) => new Set(found.flatMap((facet) => (facet.type === type ? [facet.value] : [])))
  const mentions = await mentionsOf(db, [...valuesOf('mention')].slice(0, mostMentions), author)
  const hashtags = [...valuesOf('hashtag')].slice(0, mostHashtags)
  const known = { mention: new Set(mentions.map(({ username }) => username)), hashtag: new Set(hashtags) }
  const facets = found.filter(({ type, value }) => type === 'link' || known[type].has(value)).slice(0, mostFacets)
  return { content, facets, mentions, hashtags, search_terms: searchTerms([content], mostTerms) }
}

/**
 * Makes `ids` the media of a post, in the transaction that writes it, and says whether they may be: the author's own. Those of
 * a post that is not for everyone leave their public addresses.
 */
export function attachToPost(
  db: Db,
  { _id, user_id, media_ids, visibility }: Pick<PostDocument, '_id' | 'user_id' | 'media_ids' | 'visibility'>,
  ids: readonly ObjectId[],
  now: Date,
): Promise<boolean> {
  const use = { subject_type: 'posts', subject_id: _id }
  const rules = { owner_id: user_id, types: ['image', 'gif', 'video'] as const, makes_private: visibility !== 'public' }
  return attachMedia(db, use, { ...rules, before: media_ids, ids, now })
}

import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { presentMedia } from '../media/public.ts'
import { listPostEdits } from './contract.ts'
import { findPost } from './find-post.ts'
import { PostEdits } from './model.ts'

/** What a post that the caller sees said before. */
export const handler = http(listPostEdits, async ({ params, user, db, list, problem }) => {
  const { _id } = await findPost(db, params.post_id, user, problem)
  const page = await db.page(PostEdits, { filter: { post_id: _id }, sort: { number: 1 }, request: list })
  const media = await presentMedia(db, page.items.flatMap(({ media_ids }) => media_ids))
  const items = page.items.map(({ content, media_ids, edited_at }) => ({
    content,
    media: media_ids.flatMap((id) => media.get(id.toHexString()) ?? []),
    edited_at,
  }))
  return withItems(page, items)
})

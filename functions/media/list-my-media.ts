import { http } from '../../shared/runtime/http.ts'
import { withItems } from '../../shared/store/page.ts'
import { listMyMedia } from './contract.ts'
import { Media } from './model.ts'
import { presentMedium } from './present.ts'

/** The caller's own media, the latest first. */
export const handler = http(listMyMedia, async ({ query: { type }, user, db, list }) => {
  const filter = { owner_id: user.id, ...(type && { type }) }
  const page = await db.page(Media, { filter, sort: { _id: -1 }, request: list })
  return withItems(page, await Promise.all(page.items.map(presentMedium)))
})

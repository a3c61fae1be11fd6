import { http } from '../../shared/runtime/http.ts'
import { exists, holdTree } from './category-tree.ts'
import { createCategory } from './contract.ts'
import { Categories } from './model.ts'
import { presentCategory } from './present.ts'
import { claimSlug } from './slugs.ts'

/** Adds a category, below another or at the top. */
export const handler = http(createCategory, async ({ body, db, aside, newId, problem }) => {
  const { name, description = null, parent_id = null } = body
  if (parent_id) {
    await holdTree(db)
    if (!(await exists(db, parent_id))) throw problem('parent_not_found')
  }
  const _id = newId()
  const slug = await claimSlug(aside, 'categories', name, _id)
  return presentCategory(await db.insert(Categories, { _id, name, slug, description, parent_id, articles_count: 0 }))
})

import type { ObjectId } from 'mongodb'
import { http } from '../../shared/runtime/http.ts'
import { exists, holdTree, isWithin } from './category-tree.ts'
import { updateCategory } from './contract.ts'
import { Categories } from './model.ts'
import { presentCategory } from './present.ts'
import { claimSlug, slugOf } from './slugs.ts'

/** Changes what the body names. The slug follows the name. */
export const handler = http(updateCategory, async ({ params: { category_id }, body, db, aside, problem }) => {
  const category = await db.get(Categories, category_id)
  if (!category) throw problem('category_not_found')
  const checkParent = async (parent_id: ObjectId) => {
    await holdTree(db)
    if (!(await exists(db, parent_id))) throw problem('parent_not_found')
    if (await isWithin(db, category_id, parent_id)) throw problem('category_cycle')
  }
  if (Object.keys(body).length === 0) return presentCategory(category)
  if (body.parent_id) await checkParent(body.parent_id)

  const { name = category.name } = body
  const slug = (await slugOf(name)) === (await slugOf(category.name)) ? category.slug : await claimSlug(aside, 'categories', name, category_id)
  const updated = await db.update(Categories, category_id, { ...body, slug })
  return presentCategory(updated ?? category)
})

import { http } from '../../shared/runtime/http.ts'
import { holdTree } from './category-tree.ts'
import { deleteCategory } from './contract.ts'
import { Categories, Slugs } from './model.ts'

/** Removes a category without children. Its id stays in the articles it had, where nobody is shown it. */
export const handler = http(deleteCategory, async ({ params: { category_id }, db, problem }) => {
  await holdTree(db)
  const category = await db.remove(Categories, category_id)
  if (!category) throw problem('category_not_found')
  if (await db.get(Categories, { parent_id: category_id }, { fields: { _id: 1 } })) throw problem('category_has_children')
  await db.removeMany(Slugs, { owner_id: category_id })
})

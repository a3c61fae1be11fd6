import { call } from '../api/call.ts'
import type { AnswerOf } from '../api/contracts.ts'

export type Category = AnswerOf<'listCategories'>['items'][number]

/** A category with the names above it, and its own. */
export interface Branch {
  readonly category: Category
  readonly path: readonly string[]
}

/** Every category: a tree is drawn whole. */
export async function allCategories(): Promise<Category[]> {
  const all: Category[] = []
  let cursor: string | null | undefined
  do {
    const page: AnswerOf<'listCategories'> = await call('listCategories', { query: { limit: '100', ...(cursor && { cursor }) } })
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return all
}

/** Categories in the order of their tree. */
export function inTree(all: readonly Category[], parent: string | null = null, above: readonly string[] = []): Branch[] {
  return all
    .filter(({ parent_id }) => parent_id === parent)
    .flatMap((category) => {
      const path = [...above, category.name]
      return [{ category, path }, ...inTree(all, category.id, path)]
    })
}

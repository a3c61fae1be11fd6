import type { Delivered } from '../../shared/contract/event.ts'
import type { countTaxonomy } from './contract.ts'
import type { ArticleDocument } from './model.ts'

type Taxonomy = Pick<ArticleDocument, 'category_ids' | 'tags'>
type CountedEvent = Delivered<(typeof countTaxonomy)['on'][number]>

/** How many more, or fewer, published articles each category (by id in hex) and each tag has. */
export interface Tally {
  readonly categories: ReadonlyMap<string, number>
  readonly tags: ReadonlyMap<string, number>
}

/** What events add up to. Their order does not matter. */
export function tallyOf(events: readonly CountedEvent[]): Tally {
  const categories = new Map<string, number>()
  const tags = new Map<string, number>()
  const add = (taxonomy: Taxonomy, by: 1 | -1) => {
    for (const id of taxonomy.category_ids) addTo(categories, id.toHexString(), by)
    for (const name of taxonomy.tags) addTo(tags, name, by)
  }
  for (const event of events) {
    if (event.type === 'article.published') add(event.data, 1)
    else if (event.type === 'article.unpublished') add(event.data, -1)
    else if (event.type === 'article.retagged') {
      add(event.data.before, -1)
      add(event.data.after, 1)
    } else if (event.data.was_published) add(event.data, -1)
  }
  return { categories, tags }
}

function addTo(sums: Map<string, number>, key: string, by: 1 | -1): void {
  sums.set(key, (sums.get(key) ?? 0) + by)
}

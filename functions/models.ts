import { runtimeCollections } from '../shared/runtime/collections.ts'
import type { Collection } from '../shared/store/collection.ts'
import { domains } from './catalogue.ts'

/** Every collection: what each domain's `model.ts` exports, and the runtime's own. */
export async function loadCollections(): Promise<Collection[]> {
  const models = await Promise.all(domains.map(({ name }) => import(`./${name}/model.ts`) as Promise<Record<string, unknown>>))
  return [...runtimeCollections, ...models.flatMap((model) => Object.values(model).filter(isCollection))]
}

function isCollection(value: unknown): value is Collection {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'collection'
}

import { loadCollections } from './models.ts'

const collections = await loadCollections()

/** The names of the collections whose documents carry events. */
export const carriers: readonly string[] = collections.filter(({ outbox }) => outbox).map(({ name }) => name)

import { domains } from './catalogue.ts'

/** Every worker, by whose id its queue is known, in alphabetical order. */
export const workerIds: readonly string[] = domains
  .flatMap(({ workers }) => workers)
  .map(({ id }) => id)
  .toSorted()

import { afterAll, beforeAll, inject } from 'vitest'
import type { Collection } from '../../shared/store/collection.ts'
import { type Functions, openFunctions } from './own-functions.ts'
import { addressesIn } from './process.ts'

export type { Functions, HttpRequest } from './own-functions.ts'

/** Opens functions of a test file's own before its tests, over the mongod of the shared stack. */
export function useFunctions(collections: readonly Collection[], variables: Record<string, string> = {}): () => Functions {
  let functions: Functions

  beforeAll(async () => {
    functions = await openFunctions(await addressesIn(inject('stackState')), collections, variables)
  })

  afterAll(() => functions.close())

  return () => functions
}

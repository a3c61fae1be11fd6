import { routesOf } from '../shared/contract/endpoint.ts'
import { domains } from './catalogue.ts'

/** Every route there is. */
export const routes = domains
  .flatMap(({ endpoints }) => endpoints)
  .flatMap(routesOf)
  .map(({ method, path }) => ({ method, path }))

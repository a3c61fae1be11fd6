import { AsyncLocalStorage } from 'node:async_hooks'
import * as z from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

const current = new AsyncLocalStorage<Environment>()

/** The variables of the function that runs: the process's own in AWS, its template's on the local stack. */
export function environment(): Environment {
  return current.getStore() ?? process.env
}

/** Runs `work` as a function with these variables. Only the local stack, which holds every function in one process, needs it. */
export function runInEnvironment<Result>(variables: Environment, work: () => Result): Result {
  return current.run(variables, work)
}

/**
 * Declares what a part of the program reads from its environment. The returned function parses once per environment
 * and throws one error that names every missing or wrong variable.
 */
export function configuration<Shape extends z.ZodRawShape>(shape: Shape): () => z.output<z.ZodObject<Shape>> {
  const schema = z.object(shape)
  const parsed = new WeakMap<Environment, z.output<typeof schema>>()
  return () => {
    const variables = environment()
    const known = parsed.get(variables)
    if (known) return known
    const result = schema.safeParse(variables)
    if (!result.success) {
      const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      throw new Error(`The environment is incomplete: ${faults.join('; ')}`)
    }
    parsed.set(variables, result.data)
    return result.data
  }
}

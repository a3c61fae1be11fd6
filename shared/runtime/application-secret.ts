import * as z from 'zod'
import { configuration, environment, type Environment } from './environment.ts'
import { readSecret } from './secrets.ts'

const settings = configuration({ ATRIUM_SECRET_ID: z.string() })
const Secret = z.object({ mongodb_uri: z.string(), application_key: z.string().min(32) })

type ApplicationSecret = z.output<typeof Secret>

const loaded = new WeakMap<Environment, Promise<ApplicationSecret>>()

/** The database's address and the key that signs cursors and the like. Read once; a failure is not remembered. */
export function applicationSecret(): Promise<ApplicationSecret> {
  const variables = environment()
  const known = loaded.get(variables)
  if (known) return known
  const reading = readSecret(settings().ATRIUM_SECRET_ID).then((text) => Secret.parse(JSON.parse(text)))
  loaded.set(variables, reading)
  reading.catch(() => loaded.delete(variables))
  return reading
}

import { once } from 'node:events'
import { enableCompileCache } from 'node:module'
import { parseArgs } from 'node:util'
import * as z from 'zod'

const usage = `Usage: npm start -- [options]

Runs all of Atrium on this machine.

  --port <number>      where the API listens on 127.0.0.1 (default 4000; 0 takes any free port)
  --state-dir <path>   where everything is kept between starts (default .local)
  --fresh              begin with an empty state folder
  --demo               load a community to look at, with three weeks behind it
  --demo-days <number> load only so many days of it, from 3 to 21
  --help               show this

MONGODB_URI names a replica set to use in place of an own MongoDB server; --fresh leaves it as it is.`

const flags = z.object({
  port: z.coerce.number({ error: 'must be a number' }).int('must be a whole number').min(0).max(65_535, 'must be at most 65535'),
  'state-dir': z.string().min(1, 'must not be empty'),
  fresh: z.boolean(),
  demo: z.boolean(),
  'demo-days': z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(3, 'must be at least 3')
    .max(21, 'must be at most 21'),
  help: z.boolean(),
})

const parentCheckMs = 200

await main()

async function main(): Promise<void> {
  try {
    const { port, 'state-dir': stateDir, fresh, demo, 'demo-days': days, help } = readFlags(process.argv.slice(2))
    if (help) return console.log(usage)
    // Half of a start would go into reading what was read the last time.
    enableCompileCache()
    const stop = new AbortController()
    // The functions' logger takes its name from the process when it is imported.
    process.env.POWERTOOLS_SERVICE_NAME ??= 'atrium'
    const { startStack } = await import('./stack.ts')
    onSignals(() => stop.abort(new Error('The start was given up')))
    const story = demo ? (await import('./demo.ts')).createDemo({ days, report: console.log }) : undefined
    const stack = await startStack({
      port,
      stateDir,
      fresh,
      report: console.log,
      signal: stop.signal,
      ...(story && { secondsBehind: story.secondsBehind }),
    })
    try {
      await story?.load(stack, stop.signal)
      console.log(`Documentation: ${stack.apiUrl}/docs`)
      console.log(`Console: ${stack.apiUrl}/console`)
      console.log(`Atrium is listening on ${stack.apiUrl}`)
      if (!stop.signal.aborted) await once(stop.signal, 'abort')
    } finally {
      await stack.stop()
    }
    process.exit(0)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

function readFlags(args: string[]): z.output<typeof flags> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4000' },
      'state-dir': { type: 'string', default: '.local' },
      fresh: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
      'demo-days': { type: 'string', default: '21' },
      help: { type: 'boolean', default: false },
    },
  })
  const parsed = flags.safeParse(values)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`).join('\n'))
}

/** A terminal sends Ctrl-C to npm as well, which may pass it on, so the same wish may come twice. */
function onSignals(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (process.env.npm_lifecycle_event === undefined) return
  // A signal to npm ends the shell between npm and this process, which hears nothing of it.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, parentCheckMs).unref()
}

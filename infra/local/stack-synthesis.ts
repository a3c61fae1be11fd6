import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import * as z from 'zod'
import { choicesIn } from './choices.ts'
import { digestOf, keptTemplates } from './kept-templates.ts'
import { type Template, readTemplates } from './template.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
// All that the templates are made of: our own code, and what is installed.
const sources = ['{functions,infra,shared}/**', 'node_modules/.package-lock.json']

/** The templates that the sources give. They are synthesised once, and again when a source has changed. */
export async function readyTemplates(stateDir: string): Promise<Template[]> {
  return keptTemplates({
    file: join(root, 'dist/local-templates.json'),
    digest: () => digestOf(root, sources) + JSON.stringify(choicesIn(process.env)),
    synthesize: () => synthesizeTemplates(join(stateDir, 'cdk.out')),
  })
}

/** In a thread of its own, so that CDK's memory is given back, and the start of MongoDB need not wait for it. */
async function synthesizeTemplates(outdir: string): Promise<Template[]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { outdir }, env: withoutDeployment(process.env) })
  try {
    await once(worker, 'exit')
  } catch (error) {
    throw new Error(`The templates could not be synthesised: ${(error as Error).stack}`, { cause: error })
  }
  return readTemplates(outdir)
}

/** Templates for no particular account, region and context: whatever the shell has set for a deployment does not count here. */
function withoutDeployment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CDK_')))
}

if (!isMainThread) await synthesizeHere()

async function synthesizeHere(): Promise<void> {
  const data = z.object({ outdir: z.string() }).safeParse(workerData)
  // The stack itself may run in a thread, and then this file is imported there like any other.
  if (!data.success) return
  const { synthesize } = await import('../app.ts')
  synthesize({ outdir: data.data.outdir, bundle: false, context: choicesIn(process.env) })
}

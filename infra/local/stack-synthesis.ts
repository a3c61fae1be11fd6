import { once } from 'node:events'
import { join } from 'node:path'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import * as z from 'zod'
import { type Template, readTemplates } from './template.ts'

/**
 * Synthesises the templates into `<stateDir>/cdk.out` and reads them. It happens in a thread of its own, so that CDK's
 * memory is given back, and the start of MongoDB need not wait for it.
 */
export async function synthesizeTemplates(stateDir: string): Promise<Template[]> {
  const outdir = join(stateDir, 'cdk.out')
  // Templates for no particular account and region: whatever the shell has set for a deployment does not count here.
  const { CDK_DEFAULT_ACCOUNT: _account, CDK_DEFAULT_REGION: _region, ...env } = process.env
  const worker = new Worker(new URL(import.meta.url), { workerData: { outdir }, env })
  try {
    await once(worker, 'exit')
  } catch (error) {
    throw new Error(`The templates could not be synthesised: ${(error as Error).stack}`, { cause: error })
  }
  return readTemplates(outdir)
}

if (!isMainThread) await synthesizeHere()

async function synthesizeHere(): Promise<void> {
  const data = z.object({ outdir: z.string() }).safeParse(workerData)
  // The stack itself may run in a thread, and then this file is imported there like any other.
  if (!data.success) return
  const { synthesize } = await import('../app.ts')
  synthesize({ outdir: data.data.outdir, bundle: false })
}

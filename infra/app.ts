import { App, type StackProps } from 'aws-cdk-lib'
import { domains as catalogue } from '../functions/catalogue.ts'
import type { Domain } from '../shared/contract/domain.ts'
import { settingsOf } from './app-settings.ts'
import type { Platform } from './constructs/platform.ts'
import { apiStack } from './stacks/api.ts'
import { dataStack } from './stacks/data.ts'
import { domainStack } from './stacks/domain.ts'
import { eventsStack } from './stacks/events.ts'

export interface SynthesisOptions {
  /** Where the templates go. */
  readonly outdir?: string
  /** Whether functions get their built code; the templates alone need none. */
  readonly bundle: boolean
  readonly domains?: readonly Domain[]
  /** Settings in place of those in cdk.json or on the command line. */
  readonly context?: Readonly<Record<string, unknown>>
}

const codeDirectory = new URL('../dist/functions', import.meta.url).pathname

/** Writes the templates of every stack, and returns the assembly that holds them. */
export function synthesize({ outdir, bundle, domains = catalogue, context = {} }: SynthesisOptions) {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    postCliContext: { ...context },
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: bundle,
  })
  const settings = settingsOf(app)
  const props: StackProps = {
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
    tags: { app: settings.app },
  }
  const data = dataStack(app, props, settings)
  const events = eventsStack(app, props, settings, domains)
  const api = apiStack(app, props, settings, domains)
  const platform: Platform = { ...data, ...api, settings, domains, codeDirectory: bundle ? codeDirectory : undefined }
  for (const domain of domains) domainStack(app, props, domain, platform).addStackDependency(events, 'its workers read queues by name')
  return app.synth()
}

if (import.meta.main) synthesize({ bundle: true })

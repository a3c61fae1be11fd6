import { fileURLToPath } from 'node:url'
import { App, CloudFormationValidatePlugin, type IPolicyValidationPlugin, type StackProps, Validations } from 'aws-cdk-lib'
import { type CloudAssembly, VALIDATE_AGAINST_DEFAULT_RULES } from 'aws-cdk-lib/cx-api'
import { domains as catalogue } from '../functions/catalogue.ts'
import { type Domain, functionsOf } from '../shared/contract/domain.ts'
import { settingsOf } from './app-settings.ts'
import { connectionsNeeded } from './constructs/connections.ts'
import { checkLimits, measure } from './constructs/limits.ts'
import type { Platform } from './constructs/platform.ts'
import { apiStack } from './stacks/api.ts'
import { atlasStack } from './stacks/atlas.ts'
import { dataStack } from './stacks/data.ts'
import { domainStack } from './stacks/domain.ts'
import { eventsStack } from './stacks/events.ts'
import { migrationStack } from './stacks/migration.ts'
import { observabilityStack } from './stacks/observability.ts'
import { siteStack } from './stacks/site.ts'

export interface SynthesisOptions {
  /** Where the templates go. */
  readonly outdir?: string
  /** Whether functions get their built code; the templates alone need none. */
  readonly bundle: boolean
  /** Rules that the templates must keep. */
  readonly rules?: (app: App) => readonly IPolicyValidationPlugin[]
  readonly domains?: readonly Domain[]
  /** Settings that go before those of cdk.json and the command line. */
  readonly context?: Readonly<Record<string, unknown>>
}

/**
 * Writes the templates of every stack, and returns the assembly that holds them. Throws where a limit of AWS or of the
 * database is too near, or a rule is broken.
 */
export function synthesize({ outdir, bundle, rules, domains = catalogue, context = {} }: SynthesisOptions): CloudAssembly {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    // What CloudFormation itself would refuse is an error here, not a warning.
    postCliContext: { [VALIDATE_AGAINST_DEFAULT_RULES]: true, ...context },
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    builtinCloudFormationValidation: false,
  })
  if (rules) Validations.of(app).addPlugins(...rules(app))
  const settings = settingsOf(app)
  const { needed, limit } = connectionsNeeded(domains, settings)
  checkLimits([{ what: `connections to ${settings.atlas_tier}`, count: needed, limit, share: 0.8 }])
  stacksOf(app, bundle, domains)
  const assembly = app.synth()
  checkLimits(measure(assembly))
  return assembly
}

function stacksOf(app: App, bundle: boolean, domains: readonly Domain[]): void {
  const settings = settingsOf(app)
  const props: StackProps = {
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
    tags: { app: settings.app },
  }
  const codeDirectory = bundle ? built('functions') : undefined
  const nativeCodeDirectory = bundle ? built('native-functions') : undefined
  const events = eventsStack(app, props, settings, domains)
  const atlas = settings.atlas_org_id === undefined ? undefined : atlasStack(app, props, settings, settings.atlas_org_id)
  const data = dataStack(app, props, { settings, domains, mongodbUri: atlas?.mongodbUri ?? '' })
  if (atlas) data.stack.addStackDependency(atlas.stack, 'its secret holds the address of the cluster')
  data.stack.addStackDependency(events, 'its bucket tells queues of uploads')
  const mediaOrigins = { store: data.mediaStoreUrl, served: data.mediaUrl }
  const api = apiStack(app, props, { settings, domains, keyId: data.keyId, mediaOrigins, codeDirectory })
  api.stack.addStackDependency(data.stack, 'it names a header after the key')
  if (bundle) siteStack(app, props, settings, built('site')).addStackDependency(api.stack, 'its bucket is there')
  const observability = observabilityStack(app, props, settings, domains, api)
  observability.addStackDependency(api.stack, 'it watches the APIs')
  const platform: Platform = { ...data, ...api, settings, domains, codeDirectory, nativeCodeDirectory }
  const migration = migrationStack(app, props, platform)
  migration.addStackDependency(data.stack, 'it reads the secret')
  // A stack must hold something.
  for (const domain of domains.filter((one) => functionsOf(one).length > 0)) {
    const stack = domainStack(app, props, domain, platform)
    stack.addStackDependency(api.stack, 'its routes are in the APIs')
    stack.addStackDependency(events, 'its workers read queues by name')
    stack.addStackDependency(observability, 'its alarms tell a topic by name')
    stack.addStackDependency(migration, 'its functions count on indexes')
  }
}

function built(name: string): string {
  return fileURLToPath(new URL(`../dist/${name}`, import.meta.url))
}

if (import.meta.main) {
  const { AwsSolutionsChecks } = await import('cdk-nag')
  synthesize({ bundle: true, rules: (app) => [new AwsSolutionsChecks(app), new CloudFormationValidatePlugin()] })
}

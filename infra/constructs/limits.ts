import type { CloudAssembly } from 'aws-cdk-lib/cx-api'

/** Something that AWS or Atlas limits: how much of it there is, and how much may be. */
export interface Measure {
  readonly what: string
  readonly count: number
  readonly limit: number
  /** The part of the limit that may be taken, so that there is room to grow. */
  readonly share: number
}

interface Template {
  readonly Resources?: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >
}

/** Throws one error that names everything that has no room left to grow. */
export function checkLimits(measures: readonly Measure[]): void {
  const exceeded = measures.filter(({ count, limit, share }) => count > limit * share)
  if (exceeded.length === 0) return
  const sentences = exceeded.map(
    ({ what, count, limit, share }) => `${what}: ${count}, at most ${Math.floor(limit * share)} of ${limit}`,
  )
  throw new Error(`Too near to a limit. ${sentences.join('; ')}`)
}

/** The resources of each stack, the integrations and routes of each API and the path patterns of each distribution. */
export function measure(assembly: CloudAssembly): Measure[] {
  const templates = assembly.stacks.map(({ stackName, template }) => ({ stackName, template: template as Template }))
  const resources = templates.map(({ stackName, template }) => ({
    what: `resources in ${stackName}`,
    count: Object.keys(template.Resources ?? {}).length,
    limit: 500,
    share: 0.9,
  }))
  const all = templates.flatMap(({ template }) => Object.values(template.Resources ?? {}))
  return [...resources, ...perApi(all, 'Integration', 'integrations'), ...perApi(all, 'Route', 'routes'), ...pathPatterns(all)]
}

type Resource = NonNullable<Template['Resources']>[string]

function perApi(resources: readonly Resource[], kind: 'Integration' | 'Route', what: string): Measure[] {
  const ofKind = resources.filter(({ Type }) => Type === `AWS::ApiGatewayV2::${kind}`)
  const byApi = Map.groupBy(ofKind, ({ Properties }) => JSON.stringify(Properties?.ApiId))
  return Array.from(byApi, ([api, found]) => ({ what: `${what} of ${api}`, count: found.length, limit: 300, share: 0.9 }))
}

function pathPatterns(resources: readonly Resource[]): Measure[] {
  return resources
    .filter(({ Type }) => Type === 'AWS::CloudFront::Distribution')
    .map(({ Properties }) => {
      const { CacheBehaviors = [], Comment = '' } = (Properties?.DistributionConfig ?? {}) as {
        CacheBehaviors?: unknown[]
        Comment?: string
      }
      return { what: `path patterns of the distribution ${Comment}`, count: CacheBehaviors.length, limit: 75, share: 0.9 }
    })
}

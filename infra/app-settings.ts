import type { App } from 'aws-cdk-lib'
import * as z from 'zod'
import { videoFrameProviders } from '../functions/media/types.ts'

const flag = z.union([z.boolean(), z.stringbool()])
const wholeNumber = z.coerce.number().int().positive()

// Values from the command line (`-c name=value`) are text, those in cdk.json may be of any kind.
const schema = z.object({
  /** Begins the name of every resource, so that one account can hold several deployments. */
  app: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,19}$/)
    .default('atrium'),
  /** The public host name. Without one, the API answers on its CloudFront name. */
  domain_name: z.string().optional(),
  /** An ACM certificate of `domain_name` in us-east-1, as CloudFront asks. */
  certificate_arn: z.string().optional(),
  /** A WAF web ACL in us-east-1 before the API. */
  web_acl_arn: z.string().optional(),
  mail_from: z.email().default('no-reply@example.com'),
  /** Issuers other than Atrium whose tokens are taken, as JSON. */
  trusted_issuers: z
    .union([z.string().transform(parsed), z.unknown()])
    .pipe(z.array(z.unknown()))
    .default([]),
  cors_origins: z.union([z.string().transform((text) => text.split(',')), z.array(z.string())]).default(['*']),
  redis_url: z.string().optional(),
  alarm_email: z.email().optional(),
  log_retention_days: wholeNumber.default(30),
  /** The Atlas organisation in which to create the cluster. Without one, its address is written into the secret by hand. */
  atlas_org_id: z.string().optional(),
  atlas_profile: z.string().default('default'),
  atlas_region: z.string().default('EU_WEST_1'),
  /** From where the cluster takes connections. */
  atlas_access: z.cidrv4().default('0.0.0.0/0'),
  atlas_tier: z.enum(['M10', 'M20', 'M30', 'M40', 'M50', 'M60']).default('M30'),
  /** Invocations of API functions at the same time: the account's unreserved concurrency less what workers take. */
  api_concurrency: wholeNumber.default(500),
  requests_per_second: wholeNumber.default(2000),
  /** Followers from which an author's posts are no longer written to home timelines but merged when one is read. */
  timeline_fanout_limit: wholeNumber.default(5000),
  /** Days without activity after which someone's home timeline is dropped until they return. */
  timeline_idle_days: wholeNumber.default(30),
  /** How many of its newest posts a home timeline keeps; what is older is looked up when it is read. */
  timeline_length: wholeNumber.default(1000),
  /** Who is asked for a frame that shows what is in a video; with `embedded` nobody is. */
  video_frames: z.enum(videoFrameProviders).default('mediaconvert'),
  /** Keeps buckets, secrets and keys when their stack is deleted. */
  retain_data: flag.default(true),
})

function parsed(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('must be JSON')
    return z.NEVER
  }
}

/** What one deployment chooses. Each has a default, so that a first deployment needs no context at all. */
export type Settings = z.output<typeof schema>

/** Reads the settings from the context of `app`. Throws one error that names every wrong one. */
export function settingsOf(app: App): Settings {
  const context = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, app.node.tryGetContext(name) as unknown]))
  const result = schema.safeParse(context)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Error(`The context is wrong: ${faults.join('; ')}`)
}

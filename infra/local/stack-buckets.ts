import type { S3EventRecord } from 'aws-lambda'
import * as z from 'zod'
import type { Queue } from './queues.ts'
import type { LocalBucket } from './s3-front.ts'
import type { Cloud } from './template.ts'

const corsRule = z.object({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).optional(),
  ExposedHeaders: z.array(z.string()).optional(),
  MaxAge: z.number().optional(),
})
const keyFilter = z.object({ S3Key: z.object({ Rules: z.array(z.object({ Name: z.string(), Value: z.string() })) }) })
const notification = z.object({ Event: z.string(), Queue: z.string(), Filter: keyFilter.optional() })
const bucketProperties = {
  CorsConfiguration: z.object({ CorsRules: z.array(corsRule) }).default({ CorsRules: [] }),
  NotificationConfiguration: z
    .object({ QueueConfigurations: z.array(notification).default([]) })
    .default({ QueueConfigurations: [] }),
}
const someOf = z.union([z.string().transform((one) => [one]), z.array(z.string())])
const policyProperties = {
  Bucket: z.string(),
  PolicyDocument: z.object({ Statement: z.array(z.object({ Effect: z.string(), Action: someOf, Resource: someOf })) }),
}

/** The buckets of the templates. What their policies let a distribution read is open to all. */
export function bucketsOf(cloud: Cloud): LocalBucket[] {
  const policies = cloud.ofType('AWS::S3::BucketPolicy').map((resource) => resource.read(policyProperties))
  return cloud.ofType('AWS::S3::Bucket').map((resource) => {
    const statements = policies
      .filter(({ Bucket }) => Bucket === resource.reference)
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    const open = statements.filter(({ Effect, Action }) => Effect === 'Allow' && Action.includes('s3:GetObject'))
    const arn = `${resource.attribute('Arn')}/`
    const publicPrefixes = open
      .flatMap(({ Resource }) => Resource)
      .filter((name) => name.startsWith(arn) && name.endsWith('*'))
      .map((name) => name.slice(arn.length, -1))
    return { name: resource.reference, cors: resource.read(bucketProperties).CorsConfiguration.CorsRules, publicPrefixes }
  })
}

/** Sends what a bucket tells to the queues that its notifications name. */
export function bucketNotifications(cloud: Cloud, queues: ReadonlyMap<string, Queue>) {
  const byArn = new Map(Array.from(queues.values(), (queue) => [queue.arn, queue]))
  const configured = new Map(
    cloud.ofType('AWS::S3::Bucket').map((resource) => {
      const { QueueConfigurations } = resource.read(bucketProperties).NotificationConfiguration
      return [resource.reference, QueueConfigurations.filter(({ Event }) => Event.startsWith('s3:ObjectCreated'))]
    }),
  )
  return (bucket: string, record: S3EventRecord): Promise<void> => {
    const key = decodeURIComponent(record.s3.object.key.replaceAll('+', ' '))
    for (const { Queue: arn, Filter } of configured.get(bucket) ?? []) {
      if (!(Filter?.S3Key.Rules ?? []).every((rule) => passes(rule, key))) continue
      const queue = byArn.get(arn)
      if (!queue) throw new Error(`${bucket} notifies ${arn}, which is not a queue of the templates`)
      queue.send([{ body: JSON.stringify({ Records: [record] }) }])
    }
    return Promise.resolve()
  }
}

function passes({ Name, Value }: { Name: string; Value: string }, key: string): boolean {
  return Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value)
}

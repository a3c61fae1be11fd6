import * as z from 'zod'
import type { Cloud } from './template.ts'

/** Where the local stack listens: `http://127.0.0.1:4000`, without a slash at the end. */
export interface Listeners {
  readonly api: string
  readonly services: string
  readonly s3: string
}

const distribution = {
  DistributionConfig: z.object({
    Origins: z.array(z.object({ Id: z.string(), DomainName: z.string() })),
    DefaultCacheBehavior: z.object({ TargetOriginId: z.string() }),
  }),
}

/** A function that puts the local counterpart in the place of every address that the templates make in AWS. */
export function localAddresses(cloud: Cloud, { api, services, s3 }: Listeners): (text: string) => string {
  const apis = cloud.ofType('AWS::ApiGatewayV2::Api').map((resource) => resource.attribute('ApiEndpoint'))
  const buckets = new Map(
    cloud.ofType('AWS::S3::Bucket').map((bucket) => [bucket.attribute('RegionalDomainName'), bucket.reference]),
  )
  const distributions = cloud.ofType('AWS::CloudFront::Distribution').map((resource) => {
    const { Origins, DefaultCacheBehavior } = resource.read(distribution).DistributionConfig
    const origin = Origins.find(({ Id }) => Id === DefaultCacheBehavior.TargetOriginId)
    const bucket = buckets.get(origin?.DomainName ?? '')
    return [`https://${resource.attribute('DomainName')}`, bucket ? `${s3}/${bucket}` : api] as const
  })
  const counterparts = [
    ['https://sqs.local.amazonaws.com', services] as const,
    ...apis.map((endpoint) => [endpoint, api] as const),
    ...distributions,
    ...Array.from(buckets.keys(), (host) => [`https://${host}`, s3] as const),
  ]
  return (text) => counterparts.reduce((local, [inAws, here]) => local.replaceAll(inAws, here), text)
}

/** What the AWS SDK reads from the process itself: addresses of the services on this machine, and credentials for them. */
export function sdkEnvironment({ services, s3 }: Listeners, credentials: { accessKeyId: string; secretAccessKey: string }) {
  return {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_SQS: services,
    AWS_ENDPOINT_URL_SESV2: services,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: services,
    AWS_ENDPOINT_URL_S3: s3,
  }
}

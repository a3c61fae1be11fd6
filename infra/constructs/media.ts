import { type Stack, Validations } from 'aws-cdk-lib'
import { CfnCachePolicy, CfnDistribution, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront'
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3'
import type { Domain } from '../../shared/contract/domain.ts'
import type { AnyWorker } from '../../shared/contract/worker.ts'
import type { Settings } from '../app-settings.ts'
import { queueArn, queueName } from './names.ts'
import { distributionArn, originAccess, publicDistribution } from './site.ts'

/** The bucket of uploads and served media, and the host that serves its public part. */
export function mediaBucket(stack: Stack, settings: Settings, domains: readonly Domain[]): { bucket: CfnBucket; host: string } {
  const bucket = new CfnBucket(stack, 'Media', {
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    corsConfiguration: {
      corsRules: [
        {
          allowedMethods: ['GET', 'HEAD', 'POST', 'PUT'],
          allowedOrigins: originsOf(settings),
          allowedHeaders: ['*'],
          // A client completes a multipart upload with the tags of its parts.
          exposedHeaders: ['ETag'],
          maxAge: 3600,
        },
      ],
    },
    notificationConfiguration: {
      queueConfigurations: domains.flatMap(({ workers }) => workers).flatMap((worker) => uploadsTo(stack, settings.app, worker)),
    },
    lifecycleConfiguration: {
      rules: [
        { id: 'forget-unprocessed-uploads', status: 'Enabled', prefix: 'quarantine/', expirationInDays: 2 },
        { id: 'forget-captures', status: 'Enabled', prefix: 'captures/', expirationInDays: 2 },
        { id: 'abort-multipart-uploads', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 2 } },
      ],
    },
  })
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'Access logs hold addresses of viewers. Objects are written and signed for by functions alone, which log it.',
  })
  const distribution = mediaDistribution(stack, bucket)
  Validations.of(distribution).acknowledge(
    ...publicDistribution,
    { id: 'AwsSolutions-CFR2', reason: 'It serves public files and runs nothing.' },
    { id: 'AwsSolutions-CFR4', reason: 'The policy of a cloudfront.net name is fixed.' },
  )
  new CfnBucketPolicy(stack, 'MediaPolicy', { bucket: bucket.ref, policyDocument: mediaPolicy(stack, bucket, distribution) })
  return { bucket, host: distribution.attrDomainName }
}

// The console uploads too. Where it has no name of its own, its address comes with the first deployment.
function originsOf({ cors_origins, domain_name }: Settings): string[] {
  if (cors_origins.includes('*') || domain_name === undefined) return cors_origins
  return [...new Set([...cors_origins, `https://${domain_name}`])]
}

function uploadsTo(stack: Stack, app: string, { id, uploads }: AnyWorker): CfnBucket.QueueConfigurationProperty[] {
  if (uploads === undefined) return []
  const queue = queueArn(stack, queueName(app, id))
  return [{ event: 's3:ObjectCreated:*', queue, filter: { s3Key: { rules: [{ name: 'prefix', value: uploads }] } } }]
}

function mediaDistribution(stack: Stack, bucket: CfnBucket): CfnDistribution {
  return new CfnDistribution(stack, 'MediaDistribution', {
    distributionConfig: {
      enabled: true,
      comment: 'Public media',
      httpVersion: 'http2and3',
      ipv6Enabled: true,
      origins: [
        {
          id: 'media',
          domainName: bucket.attrRegionalDomainName,
          originAccessControlId: originAccess(stack, 'MediaAccess').ref,
          s3OriginConfig: { originAccessIdentity: '' },
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: 'media',
        viewerProtocolPolicy: 'redirect-to-https',
        compress: true,
        cachePolicyId: briefCaching(stack).ref,
        responseHeadersPolicyId: ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS_AND_SECURITY_HEADERS.responseHeadersPolicyId,
      },
    },
  })
}

// What viewers keep for good the edge asks for again after this long, so that nothing which was taken away is served any
// longer: an edge in front of a regional cache for twice as long.
const edgeSeconds = 3

function briefCaching(stack: Stack): CfnCachePolicy {
  return new CfnCachePolicy(stack, 'MediaCaching', {
    cachePolicyConfig: {
      name: `${stack.stackName}-media`,
      minTtl: 0,
      defaultTtl: edgeSeconds,
      maxTtl: edgeSeconds,
      parametersInCacheKeyAndForwardedToOrigin: {
        enableAcceptEncodingBrotli: true,
        enableAcceptEncodingGzip: true,
        cookiesConfig: { cookieBehavior: 'none' },
        headersConfig: { headerBehavior: 'none' },
        queryStringsConfig: { queryStringBehavior: 'none' },
      },
    },
  })
}

// Only what is public is readable through CloudFront: quarantined, captured and private objects have other prefixes.
function mediaPolicy(stack: Stack, bucket: CfnBucket, distribution: CfnDistribution) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ServePublicMedia',
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: `${bucket.attrArn}/public/*`,
        Condition: { StringEquals: { 'AWS:SourceArn': distributionArn(stack, distribution) } },
      },
      {
        Sid: 'RequireTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucket.attrArn, `${bucket.attrArn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  }
}

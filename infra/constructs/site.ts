import { RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib'
import { CfnOriginAccessControl, type CfnDistribution } from 'aws-cdk-lib/aws-cloudfront'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'

/** The bucket of the static pages: the documentation, its OpenAPI document and the operators' console. */
export function siteBucket(stack: Stack): Bucket {
  const bucket = new Bucket(stack, 'Site', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // All of it comes from the build.
    removalPolicy: RemovalPolicy.DESTROY,
  })
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: 'Everyone may read the pages, through CloudFront.' })
  return bucket
}

/** How a distribution proves to a bucket that it may read. */
export function originAccess(stack: Stack, id: string): CfnOriginAccessControl {
  return new CfnOriginAccessControl(stack, id, {
    originAccessControlConfig: {
      name: `${stack.stackName}-${id}`,
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    },
  })
}

/** Lets this distribution alone read the pages. */
export function serveSite(stack: Stack, bucket: Bucket, distribution: CfnDistribution): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ServePages',
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'AWS:SourceArn': distributionArn(stack, distribution) } },
    }),
  )
}

export function distributionArn(stack: Stack, distribution: CfnDistribution): string {
  return stack.formatArn({ service: 'cloudfront', region: '', resource: 'distribution', resourceName: distribution.ref })
}

/** Why a distribution for everyone goes without these. */
export const publicDistribution = [
  { id: 'AwsSolutions-CFR1', reason: 'A community has members in every country.' },
  {
    id: 'AwsSolutions-CFR3',
    reason: "CloudFront's logs hold viewers' addresses; those of the APIs and functions, without them, tell what happened.",
  },
]

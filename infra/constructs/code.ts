import type { Stack } from 'aws-cdk-lib'
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'

/** The one asset that holds every function, or a placeholder where templates are wanted and not code. */
export function sharedCode(stack: Stack, directory: string | undefined): CfnFunction.CodeProperty {
  if (directory === undefined) return { zipFile: '// the local stack runs the sources' }
  const asset = new Asset(stack, 'Code', { path: directory })
  return { s3Bucket: asset.s3BucketName, s3Key: asset.s3ObjectKey }
}

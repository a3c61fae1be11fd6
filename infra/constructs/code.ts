import type { Stack } from 'aws-cdk-lib'
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'

/** An asset that holds functions, one for all of a stack, or a placeholder where templates are wanted and not code. */
export function sharedCode(stack: Stack, directory: string | undefined, id = 'Code'): CfnFunction.CodeProperty {
  if (directory === undefined) return { zipFile: '// the local stack runs the sources' }
  const asset = new Asset(stack, id, { path: directory })
  return { s3Bucket: asset.s3BucketName, s3Key: asset.s3ObjectKey }
}

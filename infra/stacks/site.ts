import { type App, Duration, Fn, Stack, type StackProps, Token, Validations } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import type { Settings } from '../app-settings.ts'
import { exportName } from '../constructs/names.ts'

/** Puts the built pages into their bucket on every deployment. */
export function siteStack(app: App, props: StackProps, settings: Settings, directory: string): Stack {
  const stack = new Stack(app, `${settings.app}-site`, { ...props, description: 'The documentation and the console' })
  const bucketName = exportName(settings.app, 'site-bucket')
  new BucketDeployment(stack, 'Pages', {
    sources: [Source.asset(directory)],
    destinationBucket: Bucket.fromBucketName(stack, 'Site', Fn.importValue(bucketName)),
    cacheControl: [CacheControl.maxAge(Duration.minutes(5))],
  })
  // All that is in this stack is CDK's own function, which copies the pages, and its role.
  const reason = "CDK's own function copies the pages with these."
  const buckets = [bucketName, `cdk-hnb659fds-assets-${named(stack.account, 'AccountId')}-${named(stack.region, 'Region')}`]
  Validations.of(stack).acknowledge(
    { id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]', reason },
    { id: 'AwsSolutions-L1', reason: 'CDK chooses the runtime of its own functions.' },
    ...['GetObject', 'GetBucket', 'List', 'DeleteObject', 'Abort'].map((action) => ({
      id: `AwsSolutions-IAM5[Action::s3:${action}*]`,
      reason,
    })),
    ...buckets.map((name) => ({ id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${name}/*]`, reason })),
  )
  return stack
}

// As a rule names what is known at deployment only.
function named(value: string, pseudoParameter: string): string {
  return Token.isUnresolved(value) ? `<AWS::${pseudoParameter}>` : value
}

import { type App, CustomResource, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { Function as ImportedFunction } from 'aws-cdk-lib/aws-lambda'
import { Provider } from 'aws-cdk-lib/custom-resources'
import { sharedCode } from '../constructs/code.ts'
import { lambda } from '../constructs/function.ts'
import type { Platform } from '../constructs/platform.ts'
import { readSecrets } from '../constructs/permissions.ts'

// As a rule names it.
const basicExecution = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'

/** Brings the database to what the models declare, before functions that count on it are deployed. */
export function migrationStack(app: App, props: StackProps, platform: Platform): Stack {
  const { settings } = platform
  const stack = new Stack(app, `${settings.app}-migration`, {
    ...props,
    description: 'Migrates the database on every deployment',
  })
  const code = sharedCode(stack, platform.codeDirectory)
  const keys = [platform.signingKeysSecretArn, platform.pushKeySecretArn]
  const handler = lambda(stack, platform, {
    id: 'migrate',
    description: 'Brings collections, validators and indexes to what the models declare, and makes the first keys',
    handler: 'migrate.handler',
    code,
    environment: {
      ATRIUM_SECRET_ID: platform.secretArn,
      SIGNING_KEYS_SECRET_ID: platform.signingKeysSecretArn,
      PUSH_KEY_SECRET_ID: platform.pushKeySecretArn,
      POWERTOOLS_SERVICE_NAME: settings.app,
    },
    permissions: readSecrets(stack, platform, { read: keys, write: keys }),
    memoryMb: 1024,
    // An index over a large collection takes its time.
    timeoutSeconds: 900,
  })
  const provider = new Provider(stack, 'Provider', {
    onEventHandler: ImportedFunction.fromFunctionAttributes(stack, 'Handler', {
      functionArn: handler.attrArn,
      sameEnvironment: true,
    }),
  })
  Validations.of(provider).acknowledge(
    {
      id: `AwsSolutions-IAM4[Policy::${basicExecution}]`,
      reason: "The role is CDK's own, for the function that calls the migration.",
    },
    {
      id: `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(handler)}.Arn>:*]`,
      reason: 'CDK lets it call every version of the one function.',
    },
  )
  const migration = new CustomResource(stack, 'Migration', {
    resourceType: 'Custom::Migration',
    serviceToken: provider.serviceToken,
    // Other code may have other models: it runs again whenever the code has changed.
    properties: { code: code.s3Key },
  })
  migration.node.addDependency(handler)
  return stack
}

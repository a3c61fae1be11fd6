import { type App, CfnDeletionPolicy, type CfnResource, Fn, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { CfnKey } from 'aws-cdk-lib/aws-kms'
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Domain } from '../../shared/contract/domain.ts'
import type { Settings } from '../app-settings.ts'
import { findsVideoFrames, videoFrameJobs } from '../constructs/jobs.ts'
import { mediaBucket } from '../constructs/media.ts'
import { share } from '../constructs/names.ts'

/** What the data stack gives to all others. */
export interface DataStack {
  readonly stack: Stack
  readonly secretArn: string
  readonly signingKeysSecretArn: string
  readonly pushKeySecretArn: string
  readonly keyArn: string
  readonly keyId: string
  readonly mediaBucketName: string
  readonly mediaUrl: string
  /** Where clients upload to. */
  readonly mediaStoreUrl: string
}

export interface DataProps {
  readonly settings: Settings
  readonly domains: readonly Domain[]
  /** Of the cluster that this deployment makes, else empty. */
  readonly mongodbUri: string
}

/** What outlives every deployment: media, secrets and the key that encrypts them. */
export function dataStack(app: App, stackProps: StackProps, { settings, domains, mongodbUri }: DataProps): DataStack {
  const stack = new Stack(app, `${settings.app}-data`, { ...stackProps, description: 'Media, secrets and their key' })
  const key = secretsKey(stack)
  const secret = new CfnSecret(stack, 'Secret', {
    name: settings.app,
    description: 'Connection string of MongoDB and the key that signs cursors and hashes',
    kmsKeyId: key.attrArn,
    // Where it is empty, whoever owns the cluster writes it before the next stacks are deployed.
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ mongodb_uri: mongodbUri }),
      generateStringKey: 'application_key',
      passwordLength: 64,
      excludePunctuation: true,
    },
  })
  const signingKeys = new CfnSecret(stack, 'SigningKeys', {
    name: `${settings.app}-signing-keys`,
    description: 'Keys that sign access tokens, written by their rotation',
    kmsKeyId: key.attrArn,
    secretString: JSON.stringify({ keys: [] }),
  })
  const pushKey = new CfnSecret(stack, 'PushKey', {
    name: `${settings.app}-push-key`,
    description: 'Key pair by which push services know this service, written by the first deployment',
    kmsKeyId: key.attrArn,
    secretString: '{}',
  })
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'Another key would void cursors; another address comes with another cluster.',
  })
  Validations.of(signingKeys).acknowledge({ id: 'AwsSolutions-SMG4', reason: 'A schedule rotates the keys in it.' })
  Validations.of(pushKey).acknowledge({ id: 'AwsSolutions-SMG4', reason: 'Another key would end every subscription to pushes.' })
  const media = mediaBucket(stack, settings, domains)
  if (findsVideoFrames(settings, domains)) videoFrameJobs(stack, settings.app, media.bucket)
  for (const resource of [key, secret, signingKeys, pushKey, media.bucket]) keepWhere(settings.retain_data, resource)
  return {
    stack,
    secretArn: share(stack, settings.app, 'secret', secret.ref),
    signingKeysSecretArn: share(stack, settings.app, 'signing-keys', signingKeys.ref),
    pushKeySecretArn: share(stack, settings.app, 'push-key', pushKey.ref),
    keyArn: share(stack, settings.app, 'key-arn', key.attrArn),
    keyId: share(stack, settings.app, 'key-id', key.ref),
    mediaBucketName: share(stack, settings.app, 'media-bucket', media.bucket.ref),
    mediaUrl: Fn.join('', ['https://', share(stack, settings.app, 'media-host', media.host)]),
    mediaStoreUrl: Fn.join('', ['https://', share(stack, settings.app, 'media-store-host', media.bucket.attrRegionalDomainName)]),
  }
}

function secretsKey(stack: Stack): CfnKey {
  const owner = stack.formatArn({ service: 'iam', region: '', resource: 'root' })
  return new CfnKey(stack, 'Key', {
    description: 'Encrypts the secrets',
    enableKeyRotation: true,
    keyPolicy: {
      Version: '2012-10-17',
      Statement: [{ Sid: 'AccountDecides', Effect: 'Allow', Principal: { AWS: owner }, Action: 'kms:*', Resource: '*' }],
    },
  })
}

function keepWhere(retain: boolean, resource: CfnResource): void {
  const policy = retain ? CfnDeletionPolicy.RETAIN : CfnDeletionPolicy.DELETE
  resource.cfnOptions.deletionPolicy = policy
  resource.cfnOptions.updateReplacePolicy = policy
}

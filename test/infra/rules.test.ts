import { type App, Stack } from 'aws-cdk-lib'
import { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { templatesOf } from './library.ts'

// All that a deployment may choose beside its defaults.
const context = {
  atlas_org_id: '5f0000000000000000000000',
  alarm_email: 'operators@example.org',
  certificate_arn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
  domain_name: 'api.example.org',
  redis_url: 'redis://cache.example.org',
  web_acl_arn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/api/1',
}

describe('the rules of AWS Solutions', { timeout: 60_000 }, () => {
  it('are kept by a catalogue with one of everything', () => {
    expect(() => templatesOf({ context, rules: (app) => [new AwsSolutionsChecks(app)] })).not.toThrow()
  })

  it('stop the synthesis when one is broken', () => {
    const rules = (app: App) => {
      new CfnBucket(new Stack(app, 'open'), 'Open')
      return [new AwsSolutionsChecks(app)]
    }
    expect(() => templatesOf({ rules })).toThrow('AwsSolutions-S10')
  })
})

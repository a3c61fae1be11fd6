import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { library, plain, templatesOf } from './library.ts'

const template = templatesOf()

describe('a function', () => {
  it('is what its contract says', () => {
    template('lending').hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'atrium-return-book',
      Handler: 'lending/return-book.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 2048,
      Timeout: 12,
      TracingConfig: { Mode: 'Active' },
    })
  })

  it('knows its id, where events go, and what it may use', () => {
    expect(environment('lending', 'BorrowBook')).toMatchObject({
      FUNCTION_ID: 'borrow-book',
      EVENT_ROUTES: JSON.stringify({ 'book.borrowed': ['count-loans', 'remind-readers'] }),
      MONGODB_MAX_POOL_SIZE: '2',
    })
    expect(plain(environment('lending', 'BorrowBook').QUEUE_URL_PREFIX)).toBe(
      'https://sqs.<Region>.<URLSuffix>/<AccountId>/atrium-',
    )
    expect(environment('reminding', 'CountLoans')).toMatchObject({ EVENT_ROUTES: '{}', MONGODB_MAX_POOL_SIZE: '5' })
  })

  it('is told of a resource only where it uses it', () => {
    const names = ['MAIL_FROM', 'MEDIA_BUCKET', 'MEDIA_URL', 'SIGNING_KEYS_SECRET_ID']
    expect(environment('lending', 'OpenAccount')).toMatchObject(
      Object.fromEntries(names.map((name) => [name, expect.anything()])),
    )
    expect(Object.keys(environment('lending', 'BorrowBook'))).not.toEqual(expect.arrayContaining(names))
    expect(environment('lending', 'Talk')).toHaveProperty('SOCKET_URL')
    expect(environment('lending', 'OpenAccount')).not.toHaveProperty('REDIS_URL')
  })

  it('is refused where its environment is larger than Lambda takes', () => {
    const trusted_issuers = [{ issuer: 'https://example.org', client_ids: ['x'.repeat(4096)] }]
    expect(() => templatesOf({ context: { trusted_issuers } })).toThrow(/environment of borrow-book has \d+ bytes/)
  })
})

describe('an endpoint', () => {
  it('has one integration, and one route for each value of an enum in its path', () => {
    const routes = Object.values(template('lending').findResources('AWS::ApiGatewayV2::Route'))
    const loans = routes.filter(
      ({ Properties }) => Properties.RouteKey.startsWith('POST') && Properties.RouteKey.endsWith('/loan'),
    )
    expect(loans.map(({ Properties }) => Properties.RouteKey)).toEqual([
      'POST /v1/novels/{book_id}/loan',
      'POST /v1/poems/{book_id}/loan',
    ])
    expect(new Set(loans.map(({ Properties }) => plain(Properties.Target)))).toEqual(
      new Set(['integrations/<BorrowBookIntegration>']),
    )
  })

  it('rings an alarm that says which call fails', () => {
    template('lending').hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'POST /v1/accounts fail for users: "Open an account" does not happen.',
    })
  })
})

describe('a worker', () => {
  it('has a queue that outwaits it and gives messages up after the deliveries of its contract', () => {
    template('events').hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'atrium-remind-readers',
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 20 + 2,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['RemindReadersDeadLetters', 'Arn'] }, maxReceiveCount: 3 },
    })
    template('events').hasResourceProperties('AWS::SQS::Queue', { QueueName: 'atrium-remind-readers-dead' })
  })

  it('is fed in batches of which it may refuse a part', () => {
    template('reminding').hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 2,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 4 },
    })
  })

  it('hears of uploads under its prefix alone', () => {
    const { QueueConfigurations } = firstOf('data', 'AWS::S3::Bucket').NotificationConfiguration
    expect(QueueConfigurations).toEqual([
      {
        Event: 's3:ObjectCreated:*',
        Queue: expect.anything(),
        Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'scans/' }] } },
      },
    ])
    expect(plain(QueueConfigurations[0].Queue)).toBe('arn:<Partition>:sqs:<Region>:<AccountId>:atrium-count-loans')
    template('events').hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } })]),
      },
    })
  })

  it('has room for its files where its contract wants it', () => {
    template('reminding').hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'atrium-count-loans',
      EphemeralStorage: { Size: 2048 },
    })
    template('reminding').hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'atrium-remind-readers',
      EphemeralStorage: Match.absent(),
    })
  })

  it('rings when messages were given up, with what users suffer', () => {
    template('reminding').hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'atrium-remind-readers-dead-letters',
      AlarmDescription: Match.stringLikeRegexp('^Readers forget their books\\.'),
    })
  })
})

describe('a schedule', () => {
  it('runs at its time, never twice at once', () => {
    template('reminding').hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'atrium-change-locks',
      ScheduleExpression: 'cron(0 3 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
    })
    template('reminding').hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'atrium-change-locks',
      ReservedConcurrentExecutions: 1,
    })
  })
})

describe('the shared stacks', () => {
  it('have an edge that serves what was taken away for less than ten seconds, behind a regional cache', () => {
    const { MinTTL, DefaultTTL, MaxTTL } = firstOf('data', 'AWS::CloudFront::CachePolicy').CachePolicyConfig
    expect(2 * MaxTTL).toBeLessThan(8)
    expect([MinTTL, DefaultTTL]).toEqual([0, MaxTTL])
    const { DefaultCacheBehavior } = firstOf('data', 'AWS::CloudFront::Distribution').DistributionConfig
    expect(plain(DefaultCacheBehavior.CachePolicyId)).toBe('<MediaCaching>')
  })

  it('keep data when a stack goes, unless they are told otherwise', () => {
    template('data').hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' })
    templatesOf({ context: { retain_data: false } })('data').hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' })
  })

  it('serve nothing of the media bucket but what is public', () => {
    template('data').hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'ServePublicMedia',
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Media', 'Arn'] }, '/public/*']] },
          }),
        ]),
      },
    })
  })

  it('let pages show media and send to their store, and reach nothing else', () => {
    const { ResponseHeadersPolicyConfig } = firstOf('api', 'AWS::CloudFront::ResponseHeadersPolicy')
    const policy = plain(ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy)
    expect(policy).toContain("img-src 'self' data: https://<atrium-media-store-host> https://<atrium-media-host>/; connect-src 'self' https://<atrium-media-store-host>;")
    expect(policy.match(/https?:/g)).toHaveLength(3)
  })

  it('take uploads from the console too, where other origins are named', () => {
    const settings = { cors_origins: 'https://app.example', domain_name: 'api.example', certificate_arn: 'arn:aws:acm:us-east-1:1:certificate/1' }
    const originsWith = (context: Record<string, unknown>) =>
      firstOf('data', 'AWS::S3::Bucket', templatesOf({ context })).CorsConfiguration.CorsRules[0].AllowedOrigins
    expect(originsWith(settings)).toEqual(['https://app.example', 'https://api.example'])
    expect(originsWith({})).toEqual(['*'])
  })

  it('answer what no route takes', () => {
    template('api').hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$default' })
  })

  it('have a WebSocket API only for a catalogue with sockets', () => {
    template('api').hasResourceProperties('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' })
    const silent = library.map((domain) => ({ ...domain, sockets: [] }))
    templatesOf({ domains: silent })('api').resourcePropertiesCountIs('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' }, 0)
  })

  it('make a cluster where an Atlas organisation is named, and put its address in the secret without its password', () => {
    const withCluster = templatesOf({ context: { atlas_org_id: '5f0000000000000000000000', atlas_tier: 'M40' } })
    withCluster('atlas').hasResourceProperties('MongoDB::Atlas::Cluster', { Name: 'atrium', BackupEnabled: true })
    const { GenerateSecretString } = firstOf('data', 'AWS::SecretsManager::Secret', withCluster)
    expect(plain(GenerateSecretString.SecretStringTemplate)).toBe(
      '{"mongodb_uri":"mongodb+srv://atrium:{{resolve:secretsmanager:atrium-database-password}}@<atrium-cluster-host>/?retryWrites=true&w=majority"}',
    )
    expect(() => template('atlas')).toThrow('atrium-atlas')
  })

  it('say everything that is wrong with the context at once', () => {
    expect(() => templatesOf({ context: { app: 'A', api_concurrency: 'many' } })).toThrow(/app: .*api_concurrency: /)
  })
})

function environment(stack: string, id: string): Record<string, unknown> {
  return template(stack).findResources('AWS::Lambda::Function')[id]?.Properties.Environment.Variables
}

/** The properties of the first resource of a type. */
function firstOf(stack: string, type: string, of = template) {
  const [resource] = Object.values(of(stack).findResources(type))
  if (!resource) throw new Error(`${stack} has no ${type}`)
  return resource.Properties
}

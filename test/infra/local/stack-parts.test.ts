import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { S3EventRecord } from 'aws-lambda'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJournal } from '../../../infra/local/queues-journal.ts'
import { createQueues } from '../../../infra/local/queues.ts'
import { localAddresses } from '../../../infra/local/stack-addresses.ts'
import { bucketNotifications, bucketsOf } from '../../../infra/local/stack-buckets.ts'
import { captureFunctionLogs } from '../../../infra/local/stack-logs.ts'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'
import { environment, runInEnvironment } from '../../../shared/runtime/environment.ts'
import { stateDir } from './state-dir.ts'

const distribution = (DomainName: unknown) => ({
  Type: 'AWS::CloudFront::Distribution',
  Properties: { DistributionConfig: { Origins: [{ Id: 'only', DomainName }], DefaultCacheBehavior: { TargetOriginId: 'only' } } },
})
const cloud = cloudOf([
  parseTemplate('app', {
    Resources: {
      Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
      Media: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'media',
          CorsConfiguration: { CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['PUT'] }] },
          NotificationConfiguration: {
            QueueConfigurations: [
              {
                Event: 's3:ObjectCreated:*',
                Queue: { 'Fn::GetAtt': ['Uploads', 'Arn'] },
                Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'quarantine/' }] } },
              },
            ],
          },
        },
      },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Media' },
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': '${Media.Arn}/public/*' } },
              { Effect: 'Deny', Action: 's3:*', Resource: [{ 'Fn::GetAtt': ['Media', 'Arn'] }, { 'Fn::Sub': '${Media.Arn}/*' }] },
            ],
          },
        },
      },
      Uploads: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'uploads' } },
      Web: distribution({ 'Fn::Sub': '${Http}.execute-api.${AWS::Region}.${AWS::URLSuffix}' }),
      Served: distribution({ 'Fn::GetAtt': ['Media', 'RegionalDomainName'] }),
    },
  }),
])

describe('addresses in AWS become local ones', () => {
  const localise = localAddresses(cloud, { api: 'http://a', services: 'http://q', s3: 'http://s' })
  const addressOf = (type: string, name: string, attribute: string) =>
    `https://${cloud
      .ofType(type)
      .find(({ logicalId }) => logicalId === name)
      ?.attribute(attribute)}`

  it.each([
    ['a queue', 'https://sqs.local.amazonaws.com/000000000000/app-', 'http://q/000000000000/app-'],
    ['the distribution of the API', addressOf('AWS::CloudFront::Distribution', 'Web', 'DomainName'), 'http://a'],
    [
      'the distribution of media',
      `${addressOf('AWS::CloudFront::Distribution', 'Served', 'DomainName')}/public/x`,
      'http://s/media/public/x',
    ],
    ['the store of media', addressOf('AWS::S3::Bucket', 'Media', 'RegionalDomainName'), 'http://s'],
    ['an API', `${cloud.ofType('AWS::ApiGatewayV2::Api')[0]?.attribute('ApiEndpoint')}/ws`, 'http://a/ws'],
    ['anything else stays', 'https://example.com', 'https://example.com'],
  ])('%s', (_, inAws, here) => expect(localise(inAws)).toBe(here))
})

describe('buckets', () => {
  it('have the CORS rules and the open prefixes of the templates', () => {
    expect(bucketsOf(cloud)).toEqual([
      { name: 'media', cors: [{ AllowedOrigins: ['*'], AllowedMethods: ['PUT'] }], publicPrefixes: ['public/'] },
    ])
  })

  it('tell the queue of what is created under its prefix', async () => {
    const queues = createQueues(cloud, openJournal(join(stateDir(), 'queues.db')))
    const notify = bucketNotifications(cloud, queues)
    const record = (key: string) => ({ s3: { object: { key } } }) as S3EventRecord
    await notify('media', record('quarantine/a+b%C3%BC'))
    await notify('media', record('public/a'))
    const bodies = queues
      .get('uploads')
      ?.receive(10)
      .map(({ body }) => JSON.parse(body) as unknown)
    expect(bodies).toEqual([{ Records: [record('quarantine/a+b%C3%BC')] }])
  })
})

describe('what functions print', () => {
  it('goes to the log, and an error is one line for the terminal', async () => {
    const folder = stateDir()
    const told: string[] = []
    // What is told while a function runs must not be taken for what the function prints.
    const logs = captureFunctionLogs(folder, (line) => told.push(environment() === process.env ? line : 'lost'))
    onTestFinished(() => logs.close())
    const line = { level: 'ERROR', message: 'request.failed', function: 'get-me', error: { message: 'no\nmore' } }
    runInEnvironment({}, () => {
      process.stdout.write('{"level":"INFO","message":"request.answered"}\n')
      process.stderr.write(`${JSON.stringify(line)}\n`)
    })
    logs.failed('tidy', new Error('too late'))
    await logs.close()
    const written = readFileSync(join(folder, 'atrium.log'), 'utf8')
    expect(
      written
        .trim()
        .split('\n')
        .map((text) => (JSON.parse(text) as { message: string }).message),
    ).toEqual(['request.answered', 'request.failed', 'invocation.failed'])
    expect(told).toEqual(['request.failed get-me: no', 'invocation.failed tidy: too late'])
  })
})

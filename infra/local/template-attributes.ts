import { createHash } from 'node:crypto'
import type { Value } from './template-intrinsics.ts'

/** A resource as its names are derived from. */
export interface Named {
  readonly stack: string
  readonly logicalId: string
  readonly type: string
  property(name: string): Value
}

interface Names {
  readonly reference: (resource: Named) => string
  readonly attributes: Readonly<Record<string, (resource: Named) => string>>
}

/** The account and region that the local stack plays. */
export const pseudoParameters = {
  'AWS::AccountId': '000000000000',
  'AWS::Partition': 'aws',
  'AWS::Region': 'local',
  'AWS::URLSuffix': 'amazonaws.com',
} as const

const account = pseudoParameters['AWS::AccountId']
const region = pseudoParameters['AWS::Region']

/** What `Ref` gives for a resource. Throws for a type that is not known. */
export function referenceTo(resource: Named): string {
  return namesOf(resource).reference(resource)
}

/** What `Fn::GetAtt` gives for a resource. Throws for a type or attribute that is not known. */
export function attributeOf(resource: Named, name: string): string {
  const attribute = namesOf(resource).attributes[name]
  if (!attribute) throw new Error(`the attribute ${name} is not supported`)
  return attribute(resource)
}

function namesOf({ type }: Named): Names {
  const names = types[type]
  if (!names) throw new Error(`references to ${type} are not supported`)
  return names
}

const functionName = named('FunctionName')
const queueName = named('QueueName')
const bucketName = named('BucketName')
const scheduleName = named('Name')

const types: Readonly<Record<string, Names>> = {
  'AWS::Lambda::Function': {
    reference: functionName,
    attributes: { Arn: (resource) => `arn:aws:lambda:${region}:${account}:function:${functionName(resource)}` },
  },
  'AWS::SQS::Queue': {
    reference: (resource) => `https://sqs.${region}.amazonaws.com/${account}/${queueName(resource)}`,
    attributes: { Arn: (resource) => `arn:aws:sqs:${region}:${account}:${queueName(resource)}`, QueueName: queueName },
  },
  'AWS::S3::Bucket': {
    reference: bucketName,
    attributes: {
      Arn: (resource) => `arn:aws:s3:::${bucketName(resource)}`,
      DomainName: (resource) => `${bucketName(resource)}.s3.amazonaws.com`,
      RegionalDomainName: (resource) => `${bucketName(resource)}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::IAM::Role': {
    reference: named('RoleName'),
    attributes: { Arn: (role) => `arn:aws:iam::${account}:role/${named('RoleName')(role)}` },
  },
  'AWS::SecretsManager::Secret': { reference: secretArn, attributes: { Arn: secretArn, Id: secretArn } },
  'AWS::KMS::Key': { reference: unique, attributes: { Arn: (key) => `arn:aws:kms:${region}:${account}:key/${unique(key)}` } },
  'AWS::ApiGatewayV2::Api': {
    reference: unique,
    attributes: { ApiId: unique, ApiEndpoint: (api) => `https://${unique(api)}.execute-api.${region}.amazonaws.com` },
  },
  'AWS::ApiGatewayV2::Integration': { reference: unique, attributes: {} },
  'AWS::CloudFront::Distribution': {
    reference: unique,
    attributes: { Id: unique, DomainName: (distribution) => `${unique(distribution)}.cloudfront.net` },
  },
  'AWS::CloudFront::Function': {
    reference: unique,
    attributes: { FunctionARN: (edge) => `arn:aws:cloudfront::${account}:function/${unique(edge)}` },
  },
  'AWS::CloudFront::OriginAccessControl': { reference: unique, attributes: { Id: unique } },
  'AWS::CloudFront::ResponseHeadersPolicy': { reference: unique, attributes: { Id: unique } },
  'AWS::CloudFront::CachePolicy': { reference: unique, attributes: { Id: unique } },
  'AWS::CloudFront::OriginRequestPolicy': { reference: unique, attributes: { Id: unique } },
  'AWS::Scheduler::Schedule': {
    reference: scheduleName,
    attributes: { Arn: (schedule) => `arn:aws:scheduler:${region}:${account}:schedule/default/${scheduleName(schedule)}` },
  },
}

function secretArn(resource: Named): string {
  const name = named('Name')(resource)
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${unique(resource).slice(0, 6)}`
}

/** The name that a property gives, else one made from the logical id, in the letters that every service takes. */
function named(property: string): (resource: Named) => string {
  return (resource) => {
    const name = resource.property(property)
    return typeof name === 'string' ? name : `${resource.stack}-${resource.logicalId}`.toLowerCase()
  }
}

/** An id as AWS invents them, the same at every start. */
function unique({ stack, logicalId }: Named): string {
  return createHash('sha256').update(`${stack}/${logicalId}`).digest('hex').slice(0, 12)
}

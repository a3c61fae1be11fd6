import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'

const api = parseTemplate('web', {
  Resources: { Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } } },
  Outputs: { Id: { Value: { Ref: 'Http' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Id' } } } },
})

function functionWith(variable: unknown, rest: Record<string, unknown> = {}) {
  const template = parseTemplate('app', {
    Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    Conditions: {
      IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
      IsOther: { 'Fn::Not': [{ 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Or': [{ Condition: 'IsProd' }, false] }] }] },
    },
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mail' } },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'atrium' } },
      Media: { Type: 'AWS::S3::Bucket' },
      Table: { Type: 'AWS::DynamoDB::Table' },
      Absent: { Type: 'AWS::SQS::Queue', Condition: 'IsOther' },
      Handler: {
        Type: 'AWS::Lambda::Function',
        Properties: { Handler: 'a/b.handler', Environment: { Variables: { V: variable } }, ...rest },
      },
    },
  })
  return cloudOf([template, api]).ofType('AWS::Lambda::Function')[0]
}

const shape = { Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) }
const valueOf = (variable: unknown) => functionWith(variable)?.read(shape).Environment.Variables.V

describe('intrinsics', () => {
  it.each([
    ['a literal', 'text', 'text'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'prod'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['Ref of a queue', { Ref: 'Queue' }, 'https://sqs.local.amazonaws.com/000000000000/mail'],
    ['Ref of a bucket without a name', { Ref: 'Media' }, 'app-media'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:local:000000000000:mail'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.QueueName' }, 'mail'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1]] }, 'a-prod-1'],
    ['Sub', { 'Fn::Sub': '${Stage}/${Queue.QueueName}/${!Kept}' }, 'prod/mail/${Kept}'],
    ['Sub with variables', { 'Fn::Sub': ['${A}-${Stage}', { A: { Ref: 'Stage' } }] }, 'prod-prod'],
    ['Select and Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['If, true', { 'Fn::If': ['IsProd', 'yes', { Ref: 'Nowhere' }] }, 'yes'],
    ['If, false', { 'Fn::If': ['IsOther', 'yes', 'no'] }, 'no'],
    ['an absent value in a list', ['a', { 'Fn::If': ['IsOther', 'b', { Ref: 'AWS::NoValue' }] }], ['a']],
    ['a nested object', { a: { b: { Ref: 'Stage' } } }, { a: { b: 'prod' } }],
  ])('%s', (_, given, expected) => expect(valueOf(given)).toEqual(expected))

  it('an absent value leaves no variable behind', () => {
    const { Variables } = functionWith({ Ref: 'AWS::NoValue' })?.read(shape).Environment ?? {}
    expect(Variables).toEqual({})
  })

  it('an import is what the other stack exports', () => {
    const [http] = cloudOf([api]).ofType('AWS::ApiGatewayV2::Api')
    expect(valueOf({ 'Fn::ImportValue': 'web:Id' })).toBe(http?.reference)
    expect(http?.attribute('ApiEndpoint')).toBe(`https://${http?.reference}.execute-api.local.amazonaws.com`)
  })

  it('a secret is named by its ARN', () => {
    expect(valueOf({ Ref: 'Secret' })).toMatch(/^arn:aws:secretsmanager:local:000000000000:secret:atrium-\w{6}$/)
  })
})

describe('what cannot be resolved', () => {
  it.each([
    ['an unknown name', { Ref: 'Nowhere' }, /Nowhere is neither/],
    ['an unknown type', { Ref: 'Table' }, /references to AWS::DynamoDB::Table/],
    ['an unknown attribute', { 'Fn::GetAtt': ['Queue', 'Colour'] }, /attribute Colour/],
    ['an unknown intrinsic', { 'Fn::Cidr': ['a'] }, /Fn::Cidr is not supported/],
    ['an unknown export', { 'Fn::ImportValue': 'gone' }, /no stack exports gone/],
    ['a resource that a condition leaves out', { Ref: 'Absent' }, /Absent is neither/],
  ])('%s', (_, given, message) => expect(() => valueOf(given)).toThrow(message))

  it('is told with its resource and property', () => {
    expect(() => valueOf({ Ref: 'Nowhere' })).toThrow(/^app\/Handler \(AWS::Lambda::Function\)\.Environment: /)
    expect(() => functionWith('v')?.read({ Timeout: z.number() })).toThrow(/^app\/Handler .*Timeout/s)
  })

  it('does not matter while nobody reads it', () => {
    expect(functionWith('v', { Role: { Ref: 'Nowhere' } })?.read({ Handler: z.string() })).toEqual({ Handler: 'a/b.handler' })
  })
})

describe('finding', () => {
  it('takes a reference or an ARN', () => {
    const cloud = cloudOf([
      parseTemplate('app', { Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f' } } } }),
    ])
    expect(cloud.find('AWS::Lambda::Function', 'f')?.logicalId).toBe('Fn')
    expect(cloud.find('AWS::Lambda::Function', 'arn:aws:lambda:local:000000000000:function:f')?.logicalId).toBe('Fn')
    expect(cloud.find('AWS::Lambda::Function', 'g')).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { library, plain, templatesOf } from './library.ts'

const template = templatesOf()
const without = templatesOf({ context: { video_frames: 'embedded' } })
const jobQueue = 'arn:<Partition>:mediaconvert:<Region>:<AccountId>:queues/atrium-video-frames'
const role = 'arn:<Partition>:iam::<AccountId>:role/atrium-video-frames-<Region>'

describe('who asks for frames of videos', () => {
  it('may begin jobs in the one queue, and hand over the one role, to MediaConvert alone', () => {
    expect(statementsOf('reminding', 'AskForStillsRole').slice(-2)).toEqual([
      { Sid: 'AskForVideoFrames', Effect: 'Allow', Action: 'mediaconvert:CreateJob', Resource: [jobQueue] },
      {
        Sid: 'HandOverRole',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: [role],
        Condition: { StringEquals: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' } },
      },
    ])
    expect(variablesOf('reminding', 'AskForStills')).toMatchObject({
      VIDEO_FRAMES: 'mediaconvert',
      MEDIA_BUCKET: '<atrium-media-bucket>',
      VIDEO_FRAMES_QUEUE: jobQueue,
      VIDEO_FRAMES_ROLE: role,
    })
  })

  it('is nobody who does not use it', () => {
    const others = library
      .flatMap(({ name }) => Object.keys(template(name).findResources('AWS::IAM::Role')).map((id) => ({ name, id })))
      .filter(({ id }) => id !== 'AskForStillsRole')
    expect(others.length).toBeGreaterThan(5)
    for (const { name, id } of others) {
      const actions = statementsOf(name, id).flatMap(({ Action }) => Action)
      expect(actions.filter((action) => /^(?:mediaconvert|iam):/.test(action))).toEqual([])
    }
  })
})

describe('the role of MediaConvert', () => {
  it('is taken on for jobs of this deployment’s queue alone', () => {
    const { RoleName, AssumeRolePolicyDocument } = roleOf('data', 'VideoFramesRole')
    expect(plain(RoleName)).toBe('atrium-video-frames-<Region>')
    const [{ Principal, Condition }, ...others] = AssumeRolePolicyDocument.Statement
    expect(others).toEqual([])
    expect(Principal).toEqual({ Service: 'mediaconvert.amazonaws.com' })
    expect(plain(Condition.ArnEquals['aws:SourceArn'])).toBe(jobQueue)
    expect(plain(Condition.StringEquals['aws:SourceAccount'])).toBe('<AccountId>')
  })

  it('reads the files of videos and writes captures, and does nothing else', () => {
    const files = ['mp4', 'mov', 'webm'].map((ending) => `original.${ending}`)
    expect(statementsOf('data', 'VideoFramesRole')).toEqual([
      {
        Sid: 'ReadVideos',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: files.flatMap((file) => [`<Media.Arn>/public/*/${file}`, `<Media.Arn>/private/*/${file}`]),
      },
      { Sid: 'WriteCaptures', Effect: 'Allow', Action: 's3:PutObject', Resource: ['<Media.Arn>/captures/*'] },
    ])
  })
})

describe('a worker for the ends of jobs', () => {
  it('is told of those of this deployment’s queue that are done or failed', () => {
    const { EventPattern, Targets } = propertiesOf('events', 'AWS::Events::Rule', 'TakeStillsRule')
    expect({ ...EventPattern, detail: { ...EventPattern.detail, queue: EventPattern.detail.queue.map(plain) } }).toEqual({
      source: ['aws.mediaconvert'],
      'detail-type': ['MediaConvert Job State Change'],
      detail: { status: ['COMPLETE', 'ERROR'], queue: [jobQueue] },
    })
    expect(Targets).toEqual([
      { Id: 'worker', Arn: arnOf('TakeStillsQueue'), DeadLetterConfig: { Arn: arnOf('TakeStillsDeadLetters') } },
    ])
  })

  it.each(['TakeStillsQueue', 'TakeStillsDeadLetters'])('takes into %s what that rule brings, and nobody else’s', (queue) => {
    const { PolicyDocument } = propertiesOf('events', 'AWS::SQS::QueuePolicy', `${queue}Policy`)
    expect(PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf(queue),
        Condition: { ArnEquals: { 'aws:SourceArn': arnOf('TakeStillsRule') } },
      },
    ])
  })

  it('rings when many jobs fail, with what users suffer', () => {
    template('observability').hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'atrium-video-frames',
      Namespace: 'AWS/MediaConvert',
      MetricName: 'JobsErroredCount',
    })
  })
})

describe('captures', () => {
  it('are forgotten after two days, whatever happens', () => {
    const { LifecycleConfiguration } = propertiesOf('data', 'AWS::S3::Bucket', 'Media')
    expect(LifecycleConfiguration.Rules).toContainEqual({ Id: 'forget-captures', Status: 'Enabled', Prefix: 'captures/', ExpirationInDays: 2 })
  })

  it('are served by nothing', () => {
    const { PolicyDocument } = propertiesOf('data', 'AWS::S3::BucketPolicy', 'MediaPolicy')
    const allowed = PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    expect(allowed.map(({ Resource }: { Resource: unknown }) => plain(Resource))).toEqual(['<Media.Arn>/public/*'])
  })
})

describe('where nobody is asked for frames', () => {
  it('there is no queue, no role, no alarm and no permission', () => {
    without('data').resourceCountIs('AWS::MediaConvert::Queue', 0)
    expect(Object.keys(without('data').findResources('AWS::IAM::Role'))).not.toContain('VideoFramesRole')
    without('observability').resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmName: 'atrium-video-frames' }, 0)
    const sids = statementsOf('reminding', 'AskForStillsRole', without).map(({ Sid }) => Sid)
    expect(sids).not.toContain('AskForVideoFrames')
    expect(sids).not.toContain('HandOverRole')
    expect(variablesOf('reminding', 'AskForStills', without)).toMatchObject({ VIDEO_FRAMES: 'embedded' })
  })

  it('nor where no function asks', () => {
    const silent = library.map((domain) => ({ ...domain, schedules: domain.schedules.filter(({ id }) => id !== 'ask-for-stills') }))
    templatesOf({ domains: silent })('data').resourceCountIs('AWS::MediaConvert::Queue', 0)
  })
})

function arnOf(id: string) {
  return { 'Fn::GetAtt': [id, 'Arn'] }
}

function propertiesOf(stack: string, type: string, id: string, of = template) {
  const resource = of(stack).findResources(type)[id]
  if (!resource) throw new Error(`${stack} has no ${type} ${id}`)
  return resource.Properties
}

function roleOf(stack: string, id: string, of = template) {
  return propertiesOf(stack, 'AWS::IAM::Role', id, of)
}

interface Statement {
  readonly Sid?: string
  readonly Action: string | string[]
  readonly Resource: string[]
}

function statementsOf(stack: string, id: string, of = template): Statement[] {
  const { Policies = [] } = roleOf(stack, id, of) as { Policies?: { PolicyDocument: { Statement: Statement[] } }[] }
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map((statement) => ({
    ...statement,
    Resource: [statement.Resource].flat().map(plain),
  }))
}

function variablesOf(stack: string, id: string, of = template): Record<string, string> {
  const { Environment } = propertiesOf(stack, 'AWS::Lambda::Function', id, of)
  return Object.fromEntries(Object.entries(Environment.Variables).map(([name, value]) => [name, plain(value)]))
}

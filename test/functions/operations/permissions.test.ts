import { expect, it } from 'vitest'
import * as operations from '../../../functions/operations/contract.ts'
import { domain } from '../../../shared/contract/domain.ts'
import { library, plain, templatesOf } from '../../infra/library.ts'

const template = templatesOf({ domains: [...library, domain('operations', operations)] })

it('who looks at queues may read their depths and do nothing else to them', () => {
  expect(queueStatements('ListQueues')).toEqual([
    { Sid: 'ReadQueueDepths', Action: ['sqs:GetQueueAttributes'], queues: ['remind-readers', 'count-loans', 'take-stills', 'remind-readers-dead', 'count-loans-dead', 'take-stills-dead'] },
  ])
})

it('who puts dead letters back takes from dead-letter queues and sends to their own', () => {
  expect(queueStatements('RedriveQueue')).toEqual([
    {
      Sid: 'TakeDeadLetters',
      Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:StartMessageMoveTask'],
      queues: ['remind-readers-dead', 'count-loans-dead', 'take-stills-dead'],
    },
    { Sid: 'PutBack', Action: ['sqs:SendMessage'], queues: ['remind-readers', 'count-loans', 'take-stills'] },
  ])
})

interface Statement {
  readonly Sid: string
  readonly Action: string | string[]
  readonly Resource: unknown
}

interface Role {
  readonly Properties: { readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[] }
}

function queueStatements(id: string) {
  const role = template('operations').findResources('AWS::IAM::Role')[`${id}Role`] as Role
  return role.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .map(({ Sid, Action, Resource }) => ({ Sid, Action: [Action].flat(), queues: [Resource].flat().map(plain) }))
    .filter(({ Action }) => Action.some((action) => action.startsWith('sqs:')))
    .map(({ queues, ...statement }) => ({ ...statement, queues: queues.map((arn) => arn.replace(/^.*:atrium-/, '')) }))
}

import { describe, expect, it } from 'vitest'
import { library, plain, templatesOf } from './library.ts'

const template = templatesOf({ context: { redis_url: 'redis://cache' } })

describe('what a function may do', () => {
  it('sends to exactly the queues of the workers that want its events', () => {
    expect(resources('lending', 'BorrowBook', 'SendEvents')).toEqual(queues('count-loans', 'remind-readers'))
    expect(resources('lending', 'ReturnBook', 'SendEvents')).toEqual(queues('count-loans', 'remind-readers'))
    expect(sids('lending', 'OpenAccount')).not.toContain('SendEvents')
  })

  it('a sweeper sends to the queue of every worker', () => {
    expect(resources('reminding', 'SweepShelves', 'SendEvents')).toEqual(queues('count-loans', 'remind-readers', 'take-stills'))
  })

  it('a worker empties its own queue and no other', () => {
    expect(resources('reminding', 'CountLoans', 'EmptyOwnQueue')).toEqual(queues('count-loans'))
    expect(sids('lending', 'BorrowBook')).not.toContain('EmptyOwnQueue')
  })

  it('reads the keys that sign tokens only where it signs', () => {
    expect(resources('lending', 'BorrowBook', 'ReadSecrets')).toEqual(['<atrium-secret>'])
    expect(resources('lending', 'OpenAccount', 'ReadSecrets')).toEqual(['<atrium-secret>', '<atrium-signing-keys>'])
  })

  it('reads the key for pushes only where it pushes', () => {
    expect(resources('reminding', 'RemindReaders', 'ReadSecrets')).toEqual(['<atrium-secret>', '<atrium-push-key>'])
  })

  it('changes the keys only from a schedule', () => {
    expect(sids('lending', 'OpenAccount')).not.toContain('WriteKeys')
    expect(resources('reminding', 'ChangeLocks', 'WriteKeys')).toEqual(['<atrium-signing-keys>'])
  })

  it('uses what its contract names, and nothing that it does not', () => {
    const always = ['WriteOwnLogs', 'Trace', 'ReadSecrets', 'UseSecretsKey']
    expect(sids('lending', 'OpenAccount')).toEqual([...always, 'SendMail', 'UseMedia', 'ListMedia'])
    expect(sids('lending', 'BorrowBook')).toEqual([...always, 'SendEvents'])
    expect(sids('lending', 'Talk')).toEqual([...always, 'UseSockets'])
  })

  it('writes to its own log group alone', () => {
    expect(resources('lending', 'BorrowBook', 'WriteOwnLogs')).toEqual(['<BorrowBookLogs.Arn>'])
  })

  it('may do nothing to everything but trace', () => {
    for (const { name } of library) {
      for (const role of Object.values(template(name).findResources('AWS::IAM::Role'))) {
        const everything = statementsOf(role).filter(({ Resource }) => [Resource].flat().includes('*'))
        expect(everything.every(({ Sid }) => Sid === 'Trace')).toBe(true)
      }
    }
  })
})

interface Statement {
  readonly Sid?: string
  readonly Resource: unknown
}

interface Role {
  readonly Properties: { readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[] }
}

function statementsOf(role: object): Statement[] {
  return (role as Role).Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

function statements(stack: string, id: string): Statement[] {
  const role = template(stack).findResources('AWS::IAM::Role')[`${id}Role`]
  if (!role) throw new Error(`${id} has no role`)
  return statementsOf(role)
}

function sids(stack: string, id: string): (string | undefined)[] {
  return statements(stack, id).map(({ Sid }) => Sid)
}

function resources(stack: string, id: string, sid: string): string[] {
  return statements(stack, id)
    .filter(({ Sid }) => Sid === sid)
    .flatMap(({ Resource }) => [Resource].flat().map(plain))
}

function queues(...workers: string[]): string[] {
  return workers.map((id) => `arn:<Partition>:sqs:<Region>:<AccountId>:atrium-${id}`)
}

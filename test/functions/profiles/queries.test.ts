import { type Document, ObjectId } from 'mongodb'
import { expect, it } from 'vitest'
import { Passkeys, Sessions } from '../../../functions/identity/model.ts'
import { Contacts, SearchNames } from '../../../functions/profiles/model.ts'
import { beginningWith } from '../../../functions/profiles/names.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { after, type Sort } from '../../../shared/store/cursor.ts'
import { useFunctions } from '../../support/functions.ts'
import { expectIndexAlone, stagesOf } from '../../support/plans.ts'

const functions = useFunctions([Contacts, Passkeys, SearchNames, Sessions])

const someone = new ObjectId()
const byName: Sort = { name: 1, user_id: 1 }
const latest: Sort = { _id: -1 }

const lists: readonly (readonly [string, Collection, Document, Sort, readonly unknown[]])[] = [
  ['list-users ?q=', SearchNames, beginningWith('ada'), byName, ['adam', someone]],
  ['list-contacts', Contacts, { owner_id: someone }, latest, [someone]],
  ['list-sessions', Sessions, { user_id: someone, expires_at: { $gt: new Date() } }, latest, [someone]],
  ['list-passkeys', Passkeys, { user_id: someone }, latest, [someone]],
]

it.each(lists)('%s reads its pages from an index, in order', async (_, of, filter, sort, position) => {
  for (const asked of [filter, { $and: [filter, after(position, sort)] }]) {
    const plan = await functions().database.collection(of.name).find(asked, { sort }).explain('queryPlanner')
    expectIndexAlone(plan.queryPlanner.winningPlan)
  }
})

it('who lists whom is read from an index', async () => {
  const [one, two] = [new ObjectId(), new ObjectId()]
  const filters = [
    { owner_id: { $in: [one, two] }, contact_id: someone },
    { owner_id: someone, contact_id: { $in: [one, two] } },
  ]
  const plan = await functions().database.collection(Contacts.name).find({ $or: filters }).explain('queryPlanner')
  expect(stagesOf(plan.queryPlanner.winningPlan)).not.toContain('COLLSCAN')
})

import type { ObjectId } from 'mongodb'
import type { Db } from '../../shared/store/database.ts'
import { AccountNames, SearchNames, type UserDocument } from './model.ts'

export type NameKind = 'username' | 'email'

/** Takes a name for a user. `taken` makes the refusal when someone else has it. */
export async function claimName(db: Db, kind: NameKind, name: string, user_id: ObjectId, taken: () => Error): Promise<void> {
  await db.insert(AccountNames, { _id: `${kind}:${name}`, user_id }, { onDuplicate: taken })
}

/** Sets a user's own name free. */
export async function releaseName(db: Db, kind: NameKind, name: string, user_id: ObjectId): Promise<void> {
  await db.remove(AccountNames, { _id: `${kind}:${name}`, user_id })
}

/** Whose name this is, whatever its case. */
export async function findByName(db: Db, kind: NameKind, name: string): Promise<ObjectId | undefined> {
  const claim = await db.get(AccountNames, `${kind}:${name.toLowerCase()}`)
  return claim?.user_id
}

/** Whose names these are, by name in lower case. One read; names that nobody has are missing. */
export async function findByNames(db: Db, kind: NameKind, names: readonly string[]): Promise<Map<string, ObjectId>> {
  if (names.length === 0) return new Map()
  const keys = names.map((name) => `${kind}:${name.toLowerCase()}`)
  const claims = await db.find(AccountNames, { _id: { $in: keys } })
  return new Map(claims.map(({ _id, user_id }) => [_id.slice(kind.length + 1), user_id]))
}

const mostWords = 6

type Named = Pick<UserDocument, '_id' | 'username' | 'full_name'>

/** Lets a user be found by username, by full name and by each further word of it. */
export async function indexNames(db: Db, { _id, username, full_name }: Named): Promise<void> {
  const words = full_name === null ? [] : folded(full_name).split(' ').slice(0, mostWords)
  const names = [...new Set([username, ...words.map((_, at) => words.slice(at).join(' '))])].toSorted(byCodePoint)
  await db.removeMany(SearchNames, { user_id: _id })
  await db.bulk(
    SearchNames,
    names.map((name, at) => ({
      insertOne: { document: { _id: `${_id.toHexString()} ${name}`, user_id: _id, name, lesser: names.slice(0, at) } },
    })),
  )
}

/** The filter for names that begin so, each user once. */
export function beginningWith(beginning: string) {
  const start = folded(beginning)
  const range = { $gte: start, $lt: `${start}\u{10ffff}` }
  return { name: range, lesser: { $not: { $elemMatch: range } } }
}

// Without case and accents, so that `rene` finds René.
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().normalize('NFC').trim().replaceAll(/\s+/g, ' ')
}

// The order in which MongoDB compares strings.
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

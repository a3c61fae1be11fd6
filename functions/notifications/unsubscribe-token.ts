import { timingSafeEqual } from 'node:crypto'
import { ObjectId } from 'mongodb'
import { authenticationCode } from '../../shared/auth/sealed-text.ts'
import { notificationTypes, type NotificationType } from './contract.ts'

/** Which mails end: those about one type of notification, or all. */
export type UnsubscribeScope = NotificationType | 'all'

/** The token with which whoever has the mail may end such mails to its recipient, and do nothing else. */
export async function unsubscribeToken(user_id: ObjectId, scope: UnsubscribeScope): Promise<string> {
  const text = `${user_id.toHexString()}.${scope}`
  return `${text}.${await authenticationCode(text, 'unsubscribe')}`
}

/** Whose mails a token ends, and which; `undefined` for one that was not made here. */
export async function readUnsubscribeToken(token: string): Promise<{ user_id: ObjectId; scope: UnsubscribeScope } | undefined> {
  const [user = '', scope = ''] = token.split('.')
  if (!ObjectId.isValid(user) || !isScope(scope)) return undefined
  const user_id = new ObjectId(user)
  const expected = Buffer.from(await unsubscribeToken(user_id, scope))
  const given = Buffer.from(token)
  return given.length === expected.length && timingSafeEqual(given, expected) ? { user_id, scope } : undefined
}

function isScope(text: string): text is UnsubscribeScope {
  return text === 'all' || notificationTypes.some((type) => type === text)
}

import { randomBytes } from 'node:crypto'

/** A name that no other test has. */
export function freshName(prefix = 'u'): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`
}

import { rotateSigningKeys as rotate } from '../../shared/auth/signing-keys.ts'
import { schedule } from '../../shared/runtime/schedule.ts'
import { rotateSigningKeys } from './contract.ts'

/** Takes the next step of the rotation that is due, if one is. */
export const handler = schedule(rotateSigningKeys, async ({ now }) => ({ keys: await rotate(now) }))

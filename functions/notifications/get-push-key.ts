import { http } from '../../shared/runtime/http.ts'
import { pushKey } from '../../shared/push/push-key.ts'
import { getPushKey } from './contract.ts'

/** Answers the public half of the key. */
export const handler = http(getPushKey, async () => ({ public_key: (await pushKey()).public_key }))

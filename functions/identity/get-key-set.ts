import { publicKeySet } from '../../shared/auth/signing-keys.ts'
import { http } from '../../shared/runtime/http.ts'
import { getKeySet } from './contract.ts'

/** Publishes the keys with which this issuer's tokens are verified, the next one included. */
export const handler = http(getKeySet, ({ now }) => publicKeySet(now))

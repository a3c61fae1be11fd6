import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { text } from '../../shared/contract/fields.ts'
import { Session } from './session-schema.ts'

/** Six digits of the authenticator, or a recovery code. */
const code = z.string().min(6).max(20)

export const loginWithTotp = endpoint({
  id: 'login-with-totp',
  method: 'POST',
  path: '/v1/auth/login/totp',
  summary: 'Finish a login with a code of the second factor, or a recovery code',
  auth: 'public',
  ignores_token: true,
  body: z.strictObject({ challenge: z.string().max(500), code }),
  response: { 200: Session },
  problems: { invalid_challenge: 401, invalid_code: 401, rate_limited: 429 },
  uses: ['signing-key'],
})

export const startTotp = endpoint({
  id: 'start-totp',
  method: 'POST',
  path: '/v1/auth/totp',
  summary: 'Get a secret for an authenticator app',
  description: 'The second factor is on once `confirm` has seen a code. Asking again makes another secret.',
  auth: 'user',
  response: { 201: z.object({ secret: z.string(), otpauth_url: z.string() }) },
  problems: { totp_already_enabled: 409 },
})

export const confirmTotp = endpoint({
  id: 'confirm-totp',
  method: 'POST',
  path: '/v1/auth/totp/confirm',
  summary: 'Turn the second factor on',
  description: 'The recovery codes are shown this once. Each replaces one code of the authenticator.',
  auth: 'user',
  body: z.strictObject({ code }),
  response: { 200: z.object({ recovery_codes: z.array(z.string()) }) },
  problems: { totp_not_started: 409, invalid_code: 422, rate_limited: 429 },
})

export const disableTotp = endpoint({
  id: 'disable-totp',
  method: 'DELETE',
  path: '/v1/auth/totp',
  summary: 'Turn the second factor off',
  auth: 'user',
  body: z.strictObject({ password: text(200), code }),
  response: { 204: null },
  problems: { wrong_password: 403, totp_not_enabled: 404, invalid_code: 422, rate_limited: 429 },
})

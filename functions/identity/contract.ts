import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { event } from '../../shared/contract/event.ts'
import { email, id, listQuery, page, text, time } from '../../shared/contract/fields.ts'
import { schedule, worker } from '../../shared/contract/worker.ts'
import { fullNameField, usernameField } from '../profiles/contract.ts'
import { Session } from './session-schema.ts'

export * from './second-factor-contract.ts'
export * from './passkey-contract.ts'

const password = text(200)
const oneTimeToken = z.string().max(4096)

const Device = z
  .object({
    id,
    device: z.string().describe('Browser and system, as far as they say'),
    place: z.string().nullable().describe('City and country, else the network, of the address at the last login or refresh'),
    created_at: time,
    last_used_at: time,
    current: z.boolean(),
  })
  .meta({ id: 'Device' })

const PublicKey = z.object({
  kid: z.string(),
  kty: z.string(),
  alg: z.string(),
  use: z.string(),
  crv: z.string(),
  x: z.string(),
  y: z.string(),
})

export const userRegistered = event('user.registered', { user_id: id, username: z.string() })
export const verificationRequested = event('email_verification.requested', { user_id: id })
export const passwordResetRequested = event('password_reset.requested', { request_id: id })
export const sessionEnded = event('session.ended', { user_id: id, session_id: id })
/** Every session of the user but `kept_session_id`. */
export const sessionsEnded = event('sessions.ended', { user_id: id, kept_session_id: id.nullable() })

export const register = endpoint({
  id: 'register',
  method: 'POST',
  path: '/v1/auth/register',
  summary: 'Open an account',
  auth: 'public',
  ignores_token: true,
  body: z.strictObject({ username: usernameField, email, password, full_name: fullNameField.optional() }),
  response: { 201: Session },
  problems: { username_taken: 409, email_taken: 409, weak_password: 422 },
  emits: [userRegistered],
  transaction: true,
  uses: ['signing-key'],
  limit: { per: 'address', max: 30, window_seconds: 3600 },
})

export const login = endpoint({
  id: 'login',
  method: 'POST',
  path: '/v1/auth/login',
  summary: 'Log in with a username or an e-mail address',
  description:
    'After ten failures for one `login` from one address within 15 minutes every attempt is refused until they are over. ' +
    'With a second factor on, the refusal `second_factor_required` carries the `challenge` for the next step.',
  auth: 'public',
  ignores_token: true,
  body: z.strictObject({ login: text(254, { min: 1 }), password }),
  response: { 200: Session },
  problems: { invalid_credentials: 401, second_factor_required: 401, rate_limited: 429 },
  uses: ['signing-key'],
})

export const refresh = endpoint({
  id: 'refresh',
  method: 'POST',
  path: '/v1/auth/refresh',
  summary: 'Exchange a refresh token for new tokens',
  description: 'Good once, within 30 days of the last exchange. Using it again ends the session, since one of its two users stole it.',
  auth: 'public',
  ignores_token: true,
  body: z.strictObject({ refresh_token: z.string().max(4096) }),
  response: { 200: Session },
  problems: { invalid_refresh_token: 401 },
  emits: [sessionEnded],
  uses: ['signing-key'],
})

export const logout = endpoint({
  id: 'logout',
  method: 'POST',
  path: '/v1/auth/logout',
  summary: 'End this session',
  auth: 'user',
  response: { 204: null },
  emits: [sessionEnded],
})

export const listSessions = endpoint({
  id: 'list-sessions',
  method: 'GET',
  path: '/v1/auth/sessions',
  summary: 'Where you are logged in, the latest first',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(Device) },
})

export const endSession = endpoint({
  id: 'end-session',
  method: 'DELETE',
  path: '/v1/auth/sessions/{session_id}',
  summary: 'Log out one of your devices',
  auth: 'user',
  response: { 204: null },
  problems: { session_not_found: 404 },
  emits: [sessionEnded],
})

export const changePassword = endpoint({
  id: 'change-password',
  method: 'PUT',
  path: '/v1/auth/password',
  summary: 'Change your password; your other sessions end',
  auth: 'user',
  body: z.strictObject({ current_password: password, new_password: password }),
  response: { 204: null },
  problems: { wrong_password: 403, weak_password: 422, rate_limited: 429 },
  emits: [sessionsEnded],
  transaction: true,
})

export const forgotPassword = endpoint({
  id: 'forgot-password',
  method: 'POST',
  path: '/v1/auth/password/forgot',
  summary: 'Ask for a mail to set a new password',
  description: 'Answers the same whether or not the address is known.',
  auth: 'public',
  body: z.strictObject({ email }),
  response: { 202: null },
  emits: [passwordResetRequested],
  limit: { per: 'address', max: 30, window_seconds: 3600 },
})

export const resetPassword = endpoint({
  id: 'reset-password',
  method: 'POST',
  path: '/v1/auth/password/reset',
  summary: 'Set a new password with the token of a mail; every session ends',
  auth: 'public',
  body: z.strictObject({ token: oneTimeToken, password }),
  response: { 204: null },
  problems: { invalid_token: 422, weak_password: 422 },
  emits: [sessionsEnded],
  transaction: true,
  limit: { per: 'address', max: 60, window_seconds: 3600 },
})

export const verifyEmail = endpoint({
  id: 'verify-email',
  method: 'POST',
  path: '/v1/auth/email/verify',
  summary: 'Confirm an e-mail address with the token of a mail',
  auth: 'public',
  body: z.strictObject({ token: oneTimeToken }),
  response: { 204: null },
  problems: { invalid_token: 422 },
  transaction: true,
  limit: { per: 'address', max: 60, window_seconds: 3600 },
})

export const requestEmailVerification = endpoint({
  id: 'request-email-verification',
  method: 'POST',
  path: '/v1/auth/email/verification',
  summary: 'Ask for another mail to confirm your e-mail address',
  auth: 'user',
  response: { 202: null },
  problems: { already_verified: 409 },
  emits: [verificationRequested],
  limit: { per: 'user', max: 5, window_seconds: 3600 },
})

export const getKeySet = endpoint({
  id: 'get-key-set',
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'The public keys of this issuer',
  auth: 'public',
  response: { 200: z.object({ keys: z.array(PublicKey) }) },
  cache_control: 'public, max-age=600',
  uses: ['signing-key'],
})

export const sendVerificationMail = worker({
  id: 'send-verification-mail',
  summary: 'Mails the link that confirms an e-mail address',
  on: [userRegistered, verificationRequested],
  uses: ['mail'],
  impact: 'New users get no mail to confirm their address.',
})

export const sendResetMail = worker({
  id: 'send-reset-mail',
  summary: 'Mails the link that sets a new password',
  on: [passwordResetRequested],
  uses: ['mail'],
  impact: 'Whoever forgot their password cannot get back into their account.',
})

export const rotateSigningKeys = schedule({
  id: 'rotate-signing-keys',
  summary: 'Publishes the next signing key in time and drops those out of service',
  expression: 'rate(1 day)',
  uses: ['signing-key'],
  impact: 'Access tokens go on being signed with an old key; nobody notices until it leaks.',
})

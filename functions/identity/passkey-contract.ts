import * as z from 'zod'
import { endpoint } from '../../shared/contract/endpoint.ts'
import { id, listQuery, page, text, time } from '../../shared/contract/fields.ts'
import { Session } from './session-schema.ts'

// The JSON forms of Web Authentication, Level 3: https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON
const base64url = z.string().min(1).max(20_000).regex(/^[A-Za-z0-9_-]+$/, 'must be base64url')
const transport = z.string().max(32)

// Browsers write null where a value is absent.
const absentAsNull = <Value extends z.ZodType>(value: Value) => value.nullish().transform((given) => given ?? undefined)

const Descriptor = z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()).optional() })

const CreationOptions = z
  .object({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    attestation: z.string(),
    excludeCredentials: z.array(Descriptor),
    authenticatorSelection: z.object({ residentKey: z.string(), userVerification: z.string(), requireResidentKey: z.boolean() }),
  })
  .meta({ id: 'PasskeyCreationOptions' })

const RequestOptions = z
  .object({ rpId: z.string(), challenge: z.string(), timeout: z.int(), userVerification: z.string() })
  .meta({ id: 'PasskeyRequestOptions' })

const credentialFields = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: absentAsNull(z.enum(['platform', 'cross-platform'])),
  clientExtensionResults: z.record(z.string().max(64), z.json()).default({}),
}

const RegistrationCredential = z.strictObject({
  ...credentialFields,
  response: z.strictObject({
    clientDataJSON: base64url,
    attestationObject: base64url,
    authenticatorData: base64url.optional(),
    transports: z.array(transport).max(10).optional(),
    publicKeyAlgorithm: z.int().optional(),
    publicKey: absentAsNull(base64url),
  }),
})

const LoginCredential = z.strictObject({
  ...credentialFields,
  response: z.strictObject({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: absentAsNull(base64url),
  }),
})

const Passkey = z
  .object({ id, name: z.string(), is_synced: z.boolean(), created_at: time, last_used_at: time.nullable() })
  .meta({ id: 'Passkey' })

export const startPasskey = endpoint({
  id: 'start-passkey',
  method: 'POST',
  path: '/v1/auth/passkeys/options',
  summary: 'Options for `navigator.credentials.create`',
  auth: 'user',
  response: { 200: CreationOptions },
  limit: { per: 'user', max: 60, window_seconds: 3600 },
})

export const addPasskey = endpoint({
  id: 'add-passkey',
  method: 'POST',
  path: '/v1/auth/passkeys',
  summary: 'Add the passkey that the browser made',
  description: 'The body is the credential as its `toJSON()` gives it, with a `name` to know it by if you like.',
  auth: 'user',
  body: z.strictObject({ ...RegistrationCredential.shape, name: text(60, { min: 1 }).optional() }),
  response: { 201: Passkey },
  problems: { passkey_limit_reached: 409, passkey_exists: 409, invalid_passkey: 422 },
})

export const listPasskeys = endpoint({
  id: 'list-passkeys',
  method: 'GET',
  path: '/v1/auth/passkeys',
  summary: 'Your passkeys, the latest first',
  auth: 'user',
  query: listQuery(),
  response: { 200: page(Passkey) },
})

export const removePasskey = endpoint({
  id: 'remove-passkey',
  method: 'DELETE',
  path: '/v1/auth/passkeys/{passkey_id}',
  summary: 'Remove a passkey',
  auth: 'user',
  response: { 204: null },
  problems: { passkey_not_found: 404 },
})

export const startPasskeyLogin = endpoint({
  id: 'start-passkey-login',
  method: 'POST',
  path: '/v1/auth/login/passkey/options',
  summary: 'Options for `navigator.credentials.get`',
  auth: 'public',
  ignores_token: true,
  response: { 200: RequestOptions },
  limit: { per: 'address', max: 300, window_seconds: 3600 },
})

export const loginWithPasskey = endpoint({
  id: 'login-with-passkey',
  method: 'POST',
  path: '/v1/auth/login/passkey',
  summary: 'Log in with a passkey',
  description: 'A passkey that verified its user counts as both factors; after another one the second factor may be asked for.',
  auth: 'public',
  ignores_token: true,
  body: LoginCredential,
  response: { 200: Session },
  problems: { invalid_passkey: 401, second_factor_required: 401 },
  uses: ['signing-key'],
})

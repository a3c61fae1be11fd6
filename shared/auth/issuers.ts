import * as z from 'zod'
import { configuration } from '../runtime/environment.ts'

const TrustedIssuer = z.strictObject({
  issuer: z.url(),
  /** A token must name one of them as `aud`, `client_id` (Cognito) or `azp` (Clerk). */
  client_ids: z.array(z.string().min(1)).min(1),
})

export type TrustedIssuer = z.output<typeof TrustedIssuer>

/** Who may issue access tokens: `TOKEN_ISSUER` is this service, `TRUSTED_ISSUERS` a JSON array of others. */
export const issuers = configuration({
  TOKEN_ISSUER: z.url(),
  TRUSTED_ISSUERS: z
    .string()
    .default('[]')
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.issues.push({ code: 'custom', input: text, message: 'must be JSON' })
        return z.NEVER
      }
    })
    .pipe(z.array(TrustedIssuer)),
})

/** The audience of this service's own access tokens. */
export const audience = 'atrium'

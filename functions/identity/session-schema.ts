import * as z from 'zod'
import { Me } from '../profiles/contract.ts'

/** What a login answers: who one is, and the tokens that prove it. */
export const Session = z
  .object({ user: Me, access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int(), refresh_token: z.string() })
  .meta({ id: 'Session' })

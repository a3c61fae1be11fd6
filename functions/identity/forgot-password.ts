import { http } from '../../shared/runtime/http.ts'
import { forgotPassword, passwordResetRequested } from './contract.ts'
import { PasswordResetRequests } from './model.ts'

/** Notes the request, whoever's the address is; a worker finds out, so that neither answer nor time tells. */
export const handler = http(forgotPassword, async ({ body, db, now, newId }) => {
  const request_id = newId()
  const request = { _id: request_id, email: body.email, created_at: now }
  await db.insert(PasswordResetRequests, request, { emit: [passwordResetRequested({ request_id })] })
})

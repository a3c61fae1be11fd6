import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { ObjectId } from 'mongodb'
import { InvalidToken, verifyAccessToken } from '../../auth/access-tokens.ts'
import type { AnyEndpoint } from '../../contract/endpoint.ts'
import { type Problem, runtimeProblem } from '../../contract/problems.ts'
import { hasRole } from '../../contract/roles.ts'
import type { Caller } from '../http.ts'

/**
 * Who calls. A token that is there but bad is `invalid_token` on public calls too, unless the contract ignores tokens;
 * a missing one is `authentication_required`.
 */
export async function callerOf(contract: AnyEndpoint, event: APIGatewayProxyEventV2): Promise<Caller | undefined> {
  const header = event.headers.authorization
  if (contract.ignores_token) return undefined
  if (header === undefined) {
    if (contract.auth === 'public') return undefined
    throw runtimeProblem('authentication_required', { detail: 'This call needs an access token.' })
  }
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1]
  if (token === undefined) throw invalidToken()
  try {
    const { user_id, role, session_id } = await verifyAccessToken(token)
    return { id: new ObjectId(user_id), role, session_id }
  } catch (error) {
    throw error instanceof InvalidToken ? invalidToken() : error
  }
}

/** Refuses who lacks the role that the contract names, as `forbidden`. */
export function requireRole({ auth }: AnyEndpoint, caller: Caller | undefined): void {
  if (auth === 'public' || auth === 'user') return
  if (!caller || !hasRole(caller.role, auth)) throw runtimeProblem('forbidden')
}

function invalidToken(): Problem {
  return runtimeProblem('invalid_token', {
    detail: 'The access token is not valid.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  })
}

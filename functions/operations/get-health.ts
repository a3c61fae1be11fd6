import { environment } from '../../shared/runtime/environment.ts'
import { http } from '../../shared/runtime/http.ts'
import { Outbox } from '../../shared/store/outbox.ts'
import { getHealth } from './contract.ts'

/** Answers once the database has answered a read. */
export const handler = http(getHealth, async ({ db, newId }) => {
  await db.get(Outbox, newId())
  return { status: 'ok' as const, version: environment().ATRIUM_VERSION ?? '0.1.0' }
})

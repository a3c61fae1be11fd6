import { randomBytes } from 'node:crypto'
import { seal, unseal } from '../../shared/auth/sealed-text.ts'
import { mostSecrets, type WebhookDocument } from './model.ts'

const purpose = 'webhook'
const keyBytes = 32
const formerHours = 24

type Secrets = WebhookDocument['secrets']

/** A new secret, in the notation of Standard Webhooks: as shown once and as stored. */
export async function newSecret(): Promise<{ secret: string; sealed: string }> {
  const secret = `whsec_${randomBytes(keyBytes).toString('base64')}`
  return { secret, sealed: await seal(secret, purpose) }
}

/** The secrets of a webhook with a new one in front. Those before it sign for 24 hours more, the latest four of them. */
export function rotated(secrets: Secrets, sealed: string, now: Date): { secrets: Secrets; former_signs_until: Date } {
  const former_signs_until = new Date(now.getTime() + formerHours * 3_600_000)
  const former = signing(secrets, now).map((known) => ({ ...known, signs_until: known.signs_until ?? former_signs_until }))
  return { secrets: [{ sealed, signs_until: null }, ...former].slice(0, mostSecrets), former_signs_until }
}

/** The secrets that sign now, as their receiver knows them. */
export function openSecrets({ secrets }: Pick<WebhookDocument, 'secrets'>, now: Date): Promise<string[]> {
  return Promise.all(signing(secrets, now).map(({ sealed }) => unseal(sealed, purpose)))
}

function signing(secrets: Secrets, now: Date): Secrets {
  return secrets.filter(({ signs_until }) => signs_until === null || signs_until > now)
}

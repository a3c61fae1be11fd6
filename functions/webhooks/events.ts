import { event } from '../../shared/contract/event.ts'
import { id } from '../../shared/contract/fields.ts'

/** A webhook has deliveries whose time has come. */
export const webhookDeliveriesDue = event('webhook-deliveries.due', { webhook_id: id })

/** A webhook was turned off because its receiver is gone or has failed for days. */
export const webhookDisabled = event('webhook.disabled', { webhook_id: id })

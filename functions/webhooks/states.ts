import { outboundFaults } from '../../shared/outbound/faults.ts'

export const disabledReasons = ['by_admin', 'gone', 'failing'] as const
export type DisabledReason = (typeof disabledReasons)[number]

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const

/** Why there was no answer. An answer, whatever it says, is no error. */
export const deliveryErrors = [...outboundFaults, 'webhook_disabled'] as const

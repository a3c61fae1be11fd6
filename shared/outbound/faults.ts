/** Why there was no answer. */
export const outboundFaults = [
  /** The address is not one of the public internet, or not `https`. */
  'address_not_allowed',
  'name_not_found',
  'certificate_refused',
  'connection_failed',
  'timed_out',
] as const

export type OutboundFault = (typeof outboundFaults)[number]

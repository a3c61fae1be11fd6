import type { RejectionReason } from './types.ts'

/** An upload that is refused for what it is, however often it is tried. */
export class Rejection extends Error {
  readonly reason: RejectionReason

  constructor(reason: RejectionReason, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'Rejection'
    this.reason = reason
  }
}

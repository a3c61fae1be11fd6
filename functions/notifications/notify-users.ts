import { eventBatch } from '../../shared/runtime/worker.ts'
import { notifyUsers } from './contract.ts'
import { tellUsers } from './tell-users.ts'

/** Groups what people did into the entries of whom it concerns. */
export const handler = eventBatch(notifyUsers, tellUsers)

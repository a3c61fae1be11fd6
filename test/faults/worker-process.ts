import { handler as count } from '../../functions/analytics/count-engagement.ts'
import { handler as fanOut } from '../../functions/notifications/fan-out-article.ts'
import { deliver, type Message } from '../support/messages.ts'
import { type Environment, runInEnvironment } from '../../shared/runtime/environment.ts'

export const workers = { count, fanOut }

/** What a worker's process is told to do: one batch. */
export interface Order {
  readonly worker: keyof typeof workers
  readonly environment: Environment
  readonly messages: readonly Message[]
}

// In the process that tests run in this module is imported like any other.
if (process.send) {
  process.once('message', ({ worker, environment, messages }: Order) => {
    const run = <Result>(work: () => Result) => runInEnvironment(environment, work)
    void deliver({ run }, workers[worker], messages).then((refused) => process.exit(refused.length))
  })
}

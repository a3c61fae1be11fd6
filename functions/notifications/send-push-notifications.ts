import { hasCall } from '../../shared/runtime/http/throttle.ts'
import { eachEvent } from '../../shared/runtime/worker.ts'
import { sendPushNotifications } from './contract.ts'
import { eachDueEntry } from './due-entries.ts'
import { pushMessage } from './push-message.ts'
import { type PushSubscription, subscriptionsOf } from './push-subscriptions.ts'
import { pushTo } from './push-to.ts'
import { sayNow } from './say-now.ts'
import { sendOnce, settleAll } from './sendings.ts'

const mostPushes = { per: 'user', max: 60, window_seconds: 3600 } as const

/** Pushes the entries that were opened to every browser of their recipients, each once; a busy push service is asked again. */
export const handler = eachEvent(sendPushNotifications, async ({ event, db, now }) => {
  await eachDueEntry(db, event.data.entries, ({ push }) => push, async ({ entry, recipient }) => {
    const [said] = await sayNow(db, [entry], recipient, now)
    const subscriptions = said ? await subscriptionsOf(db, recipient._id) : []
    if (!said || subscriptions.length === 0) return
    if (!(await hasCall(db, `push ${recipient._id.toHexString()}`, mostPushes, now))) return
    const message = pushMessage(said)
    const keyOf = ({ _id }: PushSubscription) => `push:${entry._id.toHexString()}:${_id.toHexString()}`
    await settleAll(subscriptions.map((one) => sendOnce(db, keyOf(one), now, () => pushTo(db, one, message, now))))
  })
})

import { stateOf, type Webhook } from './webhook-words.ts'

/** Whether a webhook works. */
export function WebhookState({ of: webhook }: { readonly of: Webhook }) {
  const { words, isGood } = stateOf(webhook)
  return isGood ? <>{words}</> : <strong class="bad">{words}</strong>
}

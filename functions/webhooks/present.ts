import type { DeliveryDocument, WebhookDocument } from './model.ts'

/** A webhook as an administrator sees it. The response schemas name what is served: of secrets, nothing. */
export function presentWebhook({ _id, ...webhook }: WebhookDocument) {
  return { id: _id, ...webhook }
}

export function presentDelivery({ _id, ...delivery }: DeliveryDocument) {
  return { id: _id, ...delivery }
}

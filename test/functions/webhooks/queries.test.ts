import { type Document, ObjectId } from 'mongodb'
import { test } from 'vitest'
import { dueOf } from '../../../functions/webhooks/deliveries.ts'
import { WebhookDeliveries, Webhooks } from '../../../functions/webhooks/model.ts'
import type { Collection } from '../../../shared/store/collection.ts'
import { expectIndexAlone } from '../../support/plans.ts'
import { useWebhooks } from './sending.ts'

const functions = useWebhooks()
const webhook_id = new ObjectId()
const living = { tombstone: { $exists: false } }

test.each<[string, Collection, Document, Record<string, 1 | -1>]>([
  ['webhooks', Webhooks, living, { _id: -1 }],
  ['webhooks that want an event', Webhooks, { enabled: true, event_types: { $in: ['like.created', 'share.created'] }, ...living }, {}],
  ['the deliveries of a webhook', WebhookDeliveries, { webhook_id, ...living }, { created_at: -1, _id: -1 }],
  ['those in one state', WebhookDeliveries, { webhook_id, status: 'failed', ...living }, { created_at: -1, _id: -1 }],
  ['those that are due', WebhookDeliveries, { ...dueOf(webhook_id, new Date()), ...living }, { next_attempt_at: 1 }],
])('%s: from an index, without sorting', async (_, of, filter, sort) => {
  const { queryPlanner } = await functions().database.collection(of.name).find(filter, { sort }).explain('queryPlanner')
  expectIndexAlone(queryPlanner.winningPlan)
})

import * as z from 'zod'
import type { Collection } from './collection.ts'

type Schema = Record<string, unknown>

const bsonTypes: Record<string, string> = { boolean: 'bool', integer: 'number', number: 'number' }
const kept = ['enum', 'required', 'minItems', 'maxItems', 'minLength', 'maxLength', 'minimum', 'maximum', 'bsonType', 'additionalProperties']

/**
 * The `$jsonSchema` validator of a collection, from its zod schema.
 * Dates and ObjectIds become BSON types, and unknown fields are refused.
 */
export function validatorOf(collection: Collection): Schema {
  const document = toMongo(z.toJSONSchema(collection.schema, { unrepresentable: 'any', io: 'output', override: nameDates }))
  if (!collection.outbox) return { $jsonSchema: document }
  const outbox = { bsonType: 'array', items: { bsonType: 'object', required: ['id', 'type', 'data', 'at', 'to', 'due'] } }
  const living = { ...document, properties: { ...(document.properties as Schema), outbox } }
  const tombstone = { bsonType: 'object', required: ['_id', 'tombstone', 'outbox'], properties: { tombstone: { enum: [true] }, outbox } }
  return { $jsonSchema: { anyOf: [living, tombstone] } }
}

function nameDates({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Schema }): void {
  if (zodSchema._zod.def.type === 'date') jsonSchema.bsonType = 'date'
}

function toMongo(schema: Schema): Schema {
  const result: Schema = {}
  for (const key of kept) if (key in schema) result[key] = schema[key]
  if ('const' in schema) result.enum = [schema.const]
  if (typeof schema.type === 'string') result.bsonType = bsonTypes[schema.type] ?? schema.type
  if (typeof schema.additionalProperties === 'object') result.additionalProperties = toMongo(schema.additionalProperties as Schema)
  if (schema.items) result.items = toMongo(schema.items as Schema)
  if (schema.properties) {
    result.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, toMongo(part as Schema)]))
  }
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    if (key in schema) result[key] = (schema[key] as Schema[]).map(toMongo)
  }
  return result
}

import * as z from 'zod'

/** What happened, as it rides with a write and travels through a queue. */
export interface EventInstance<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
  /** The data as JSON, for stores and queues. */
  encoded(): Record<string, unknown>
}

export interface EventContract<Type extends string = string, Data extends z.ZodObject = z.ZodObject> {
  readonly kind: 'event'
  readonly type: Type
  readonly data: Data
  (data: z.output<Data>): EventInstance<Type, z.output<Data>>
}

/** Some event's contract: it can be named and read, but only a particular one can be called. */
export type AnyEvent = Pick<EventContract, 'kind' | 'type' | 'data'>

/** An event as a worker gets it: decoded, with its id (stable over every delivery) and the time of its write. */
export type Delivered<Event> =
  Event extends EventContract<infer Type, infer Data>
    ? { readonly id: string; readonly type: Type; readonly data: z.output<Data>; readonly at: Date; readonly request_id: string | null }
    : never

/**
 * Declares an event. Calling the result makes an instance for a write's `emit`.
 * `type` is a noun and a past participle: `article.published`.
 */
export function event<const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
): EventContract<Type, z.ZodObject<Shape>> {
  const data = z.object(shape)
  const create = (instance: z.output<typeof data>) => ({
    type,
    data: instance,
    encoded: () => z.encode(data, instance) as Record<string, unknown>,
  })
  return Object.assign(create, { kind: 'event' as const, type, data })
}

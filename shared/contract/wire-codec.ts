import * as z from 'zod'

interface Conversion<Wire extends z.ZodType, Value extends z.ZodType> {
  /** Whether a use case's value is one that `encode` takes. */
  readonly isValue: (value: unknown) => boolean
  readonly decode: (wire: z.output<Wire>, ctx: z.core.ParsePayload) => z.input<Value>
  readonly encode: (value: z.input<Value>) => z.output<Wire>
}

/**
 * A codec between `wire` and `value`, two schemas of its own. Requests are checked against both. For answers `isValue` is
 * all that is asked, and what `encode` makes of it is taken as it is: checking that again took most of the time of a page.
 */
export function wireCodec<Wire extends z.ZodType, Value extends z.ZodType>(
  wire: Wire,
  value: Value,
  { isValue, decode, encode }: Conversion<Wire, Value>,
): z.ZodCodec<Wire, Value> {
  answersPass(wire, () => true)
  answersPass(value, isValue)
  return z.codec(wire, value, { decode, encode })
}

function answersPass(schema: z.ZodType, passes: (value: unknown) => boolean): void {
  const { run } = schema._zod
  schema._zod.run = (payload, ctx) => (ctx.direction === 'backward' && passes(payload.value) ? payload : run(payload, ctx))
}

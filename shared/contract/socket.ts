import type * as z from 'zod'
import type { AnyEvent } from './event.ts'
import type { Problems } from './problems.ts'
import type { Resource } from './resources.ts'

export interface SocketSpec<Frame extends z.ZodObject = z.ZodObject, Declared extends Problems = Problems> {
  readonly id: string
  /** The frame's `type`, or the life-cycle routes `$connect` and `$disconnect`. */
  readonly route: string
  readonly summary: string
  /** The frame without `type` and `ref`. */
  readonly frame?: Frame
  readonly problems?: Declared
  readonly emits?: readonly AnyEvent[]
  readonly transaction?: boolean
  readonly uses?: readonly Resource[]
  readonly memory_mb?: number
  readonly timeout_seconds?: number
}

export interface SocketContract<Frame extends z.ZodObject = z.ZodObject, Declared extends Problems = Problems>
  extends SocketSpec<Frame, Declared> {
  readonly kind: 'socket'
}

/** Declares one route of the WebSocket API and the Lambda behind it. */
export function socket<Frame extends z.ZodObject, const Declared extends Problems = Record<never, never>>(
  spec: SocketSpec<Frame, Declared>,
): SocketContract<Frame, Declared> {
  return { ...spec, kind: 'socket' }
}

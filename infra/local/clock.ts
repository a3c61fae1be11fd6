/** The time that everything in this process sees. */
export interface Clock {
  /** Moves the time forward, for good: of a clock that is ahead only the end of the process brings the real time back. */
  advance(seconds: number): void
}

const RealDate = Date

/** The process's clock, which may begin in the past. While it is right `Date` is the real one, so that it costs nothing. */
export function createClock({ secondsBehind = 0 } = {}): Clock {
  let aheadMs = 0
  const advance = (seconds: number) => {
    aheadMs += seconds * 1000
    if (aheadMs === 0) globalThis.Date = RealDate
    else if (globalThis.Date === RealDate) globalThis.Date = shifted(() => aheadMs)
  }
  advance(-secondsBehind)
  return { advance }
}

/** `Date` with another now. A proxy, so that `instanceof` holds for dates from before and after. */
function shifted(aheadMs: () => number): DateConstructor {
  const now = () => RealDate.now() + aheadMs()
  return new Proxy(RealDate, {
    get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
  })
}

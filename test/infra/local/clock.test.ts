import { afterEach, describe, expect, it } from 'vitest'
import { createClock } from '../../../infra/local/clock.ts'

const RealDate = Date

afterEach(() => {
  globalThis.Date = RealDate
})

describe('the clock', () => {
  it('leaves Date as it is until it is moved', () => {
    createClock()
    expect(Date).toBe(RealDate)
  })

  it('moves every way to ask for the time, by the sum of its moves', () => {
    const clock = createClock()
    const before = RealDate.now()
    clock.advance(3600)
    clock.advance(60)
    const ahead = [Date.now(), new Date().getTime(), new Date(Date()).getTime()].map((time) => time - before)
    for (const ms of ahead) expect(Math.abs(ms - 3_660_000)).toBeLessThan(2_000)
  })

  it('that begins in the past is right, and costs nothing, once it has caught up', () => {
    const clock = createClock({ secondsBehind: 86_400 })
    expect(Math.abs(RealDate.now() - 86_400_000 - Date.now())).toBeLessThan(2_000)
    clock.advance(86_000)
    expect(Date).not.toBe(RealDate)
    clock.advance(400)
    expect(Date).toBe(RealDate)
  })

  it('changes nothing about times that are given', () => {
    createClock().advance(3600)
    expect(new Date('2026-01-01T00:00:00.000Z').toISOString()).toBe('2026-01-01T00:00:00.000Z')
    expect(new Date(5).getTime()).toBe(5)
    expect(Date.UTC(2026, 0, 1)).toBe(RealDate.UTC(2026, 0, 1))
  })

  it('keeps dates of before and after the same kind of thing', () => {
    const before = new Date()
    createClock().advance(1)
    const after = new Date()
    expect(before instanceof Date && after instanceof Date && after instanceof RealDate).toBe(true)
    expect(structuredClone(after)).toEqual(after)
  })

  it('lets Date be extended', () => {
    createClock().advance(3600)
    class Deadline extends Date {}
    const deadline = new Deadline()
    expect(deadline).toBeInstanceOf(Deadline)
    expect(deadline.getTime() - RealDate.now()).toBeGreaterThan(3_590_000)
  })
})

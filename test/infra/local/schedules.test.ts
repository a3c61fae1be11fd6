import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LambdaFunction } from '../../../infra/local/lambda.ts'
import { createSchedules } from '../../../infra/local/schedules.ts'
import { cloudOf, parseTemplate } from '../../../infra/local/template.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-04T02:59:30.000Z') })
})

afterEach(() => {
  vi.useRealTimers()
})

function schedulesWith(invoke: LambdaFunction['invoke'], expression: string) {
  const Target = { Arn: 'arn:aws:lambda:local:000000000000:function:app-tidy', RoleArn: 'role' }
  const cloud = cloudOf([
    parseTemplate('app', {
      Resources: {
        Tidy: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'app-tidy', ScheduleExpression: expression, Target } },
      },
    }),
  ])
  const lambda: LambdaFunction = { id: 'tidy', name: 'app-tidy', invoke, load: () => Promise.resolve() }
  return createSchedules(cloud, new Map([[lambda.name, lambda]]))
}

describe('a schedule', () => {
  it('runs when it is due, with the event of EventBridge Scheduler', async () => {
    const invoke = vi.fn<LambdaFunction['invoke']>(() => Promise.resolve())
    const schedules = schedulesWith(invoke, 'cron(0 3 * * ? *)')
    await schedules.start()
    await vi.advanceTimersByTimeAsync(29_999)
    expect(invoke).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(invoke).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        source: 'aws.scheduler',
        time: '2026-03-04T03:00:00Z',
        resources: [expect.stringContaining('app-tidy')],
      }),
    )
    await vi.advanceTimersByTimeAsync(24 * 3_600_000)
    expect(invoke).toHaveBeenCalledTimes(2)
  })

  it('with a rate runs at once, and then at its rate', async () => {
    const invoke = vi.fn<LambdaFunction['invoke']>(() => Promise.resolve())
    const schedules = schedulesWith(invoke, 'rate(1 minute)')
    await schedules.start()
    expect(invoke).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(180_000)
    expect(invoke).toHaveBeenCalledTimes(4)
  })

  it('is run once for all that was missed', async () => {
    const invoke = vi.fn<LambdaFunction['invoke']>(() => Promise.resolve())
    const schedules = schedulesWith(invoke, 'rate(1 minute)')
    vi.setSystemTime(new Date('2026-03-06T02:59:30.000Z'))
    expect(await schedules.catchUp()).toEqual(['tidy'])
    expect(await schedules.catchUp()).toEqual([])
    expect(invoke).toHaveBeenCalledTimes(1)
  })

  it('never overlaps with itself', async () => {
    let end = () => {}
    const invoke = vi.fn<LambdaFunction['invoke']>(
      () =>
        new Promise((resolve) => {
          end = () => resolve('done')
        }),
    )
    const [schedule] = schedulesWith(invoke, 'rate(1 minute)').items
    const [first, second] = [1, 2].map(async () => schedule?.run())
    await vi.advanceTimersByTimeAsync(0)
    expect(invoke).toHaveBeenCalledTimes(1)
    end()
    await first
    await vi.advanceTimersByTimeAsync(0)
    expect(invoke).toHaveBeenCalledTimes(2)
    end()
    expect([await first, await second]).toEqual(['done', 'done'])
  })

  it('does not make up for the times at which it was still running', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const invoke = vi.fn<LambdaFunction['invoke']>(() => promise)
    const schedules = schedulesWith(invoke, 'cron(* * * * ? *)')
    await schedules.start()
    await vi.advanceTimersByTimeAsync(180_000)
    resolve()
    await vi.advanceTimersByTimeAsync(0)
    expect(invoke).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(invoke).toHaveBeenCalledTimes(2)
  })

  it('tells who ran it why it failed, and runs again', async () => {
    const invoke = vi.fn<LambdaFunction['invoke']>().mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce('fine')
    const schedules = schedulesWith(invoke, 'rate(1 minute)')
    await expect(schedules.items[0]?.run()).rejects.toThrow('no')
    expect(await schedules.items[0]?.run()).toBe('fine')
    expect(schedules.busy()).toBe(false)
  })
})

it('a wrong expression stops the start', () => {
  expect(() => schedulesWith(() => Promise.resolve(), 'rate(1 minutes)')).toThrow('rate(1 minutes)')
})

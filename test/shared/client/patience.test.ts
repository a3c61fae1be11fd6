import { describe, expect, it, vi } from 'vitest'
import { contentTypeOf } from '../../../shared/client/content-type.ts'
import { pauseFor, unlessSilent, withRetries } from '../../../shared/client/patience.ts'
import { UploadError } from '../../../shared/client/upload-error.ts'

const never = new AbortController().signal
type Work = () => Promise<string>

const passing = new UploadError('unreachable', { isPassing: true })

/** Does `work` with a clock that needs no waiting, and answers how long it would have taken. */
async function timed(work: () => Promise<unknown>): Promise<{ outcome: unknown; ms: number }> {
  vi.useFakeTimers()
  try {
    const begin = Date.now()
    const ended = work().catch((error: unknown) => error)
    await vi.runAllTimersAsync()
    return { outcome: await ended, ms: Date.now() - begin }
  } finally {
    vi.useRealTimers()
  }
}

describe('what may pass', () => {
  it('is tried six times, each time later', async () => {
    const work = vi.fn<Work>(() => Promise.reject(passing))
    const { outcome, ms } = await timed(() => withRetries(never, work))
    expect(outcome).toBe(passing)
    expect(work).toHaveBeenCalledTimes(6)
    expect(ms).toBeGreaterThanOrEqual(7750)
    expect(ms).toBeLessThanOrEqual(15_500)
  })

  it('waits as long as it is told to', async () => {
    const limited = new UploadError('rate_limited', { status: 429, isPassing: true, retryAfterMs: 60_000 })
    const work = vi.fn<Work>(() => Promise.resolve('done')).mockRejectedValueOnce(limited)
    expect(await timed(() => withRetries(never, work))).toEqual({ outcome: 'done', ms: 60_000 })
  })

  it('ends with an abort, and so does the pause before it', async () => {
    const controller = new AbortController()
    const work = vi.fn<Work>(() => {
      controller.abort('enough')
      return Promise.reject(passing)
    })
    await expect(withRetries(controller.signal, work)).rejects.toBe('enough')
    await expect(pauseFor(60_000, controller.signal)).rejects.toBe('enough')
    expect(work).toHaveBeenCalledTimes(1)
  })
})

it('what will not pass is tried once', async () => {
  const work = vi.fn<Work>(() => Promise.reject(new UploadError('media_quota_exceeded', { status: 409 })))
  await expect(withRetries(never, work)).rejects.toThrow('media_quota_exceeded')
  expect(work).toHaveBeenCalledTimes(1)
})

it('what is not heard of is given up, counted from the last time', async () => {
  const { outcome, ms } = await timed(() =>
    unlessSilent(1000, never, async (signal, heard) => {
      for (let times = 0; times < 3; times += 1) {
        await pauseFor(900, signal)
        heard()
      }
      await pauseFor(10_000, signal)
    }),
  )
  expect(outcome).toMatchObject({ code: 'no_answer', isPassing: true })
  expect(ms).toBe(3700)
})

it.each([
  ['notes.md', '', 'text/markdown'],
  ['table.CSV', 'application/vnd.ms-excel', 'text/csv'],
  ['photo.heic', '', 'image/heic'],
  ['photo.jpg', 'image/jpeg', 'image/jpeg'],
  ['words.txt', 'text/plain;charset=utf-8', 'text/plain'],
  ['constructor', '', 'application/octet-stream'],
])('%s of type "%s" is announced as %s', (name, type, announced) => {
  expect(contentTypeOf(name, type)).toBe(announced)
})

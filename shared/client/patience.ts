import { UploadError } from './upload-error.ts'

const mostTries = 6
const firstPauseMs = 500
const longestPauseMs = 15_000

/**
 * Does `work` again after failures that may pass, at most six times in all. Pauses grow twofold and are random between
 * half of that and the whole, so that clients that failed together do not come back together.
 */
export async function withRetries<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof UploadError) || !error.isPassing || tries === mostTries) throw error
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)) * (0.5 + Math.random() / 2)
      await pauseFor(Math.max(pauseMs, error.retryAfterMs), signal)
    }
  }
}

/** Resolves after so long. Rejects with the signal's reason when that comes first. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return withController(signal, ({ signal }) => {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
      if (signal.aborted) reject(signal.reason)
    })
  })
}

/** Runs `work` with a controller of its own, which aborts with `signal` and stops what is left when `work` ends. */
export async function withController<Result>(signal: AbortSignal, work: (controller: AbortController) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  const follow = () => controller.abort(signal.reason)
  signal.addEventListener('abort', follow)
  if (signal.aborted) follow()
  try {
    return await work(controller)
  } finally {
    signal.removeEventListener('abort', follow)
    controller.abort()
  }
}

/** Runs `work`, and gives it up as `no_answer` when it was not `heard` of for so long. */
export function unlessSilent<Result>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal, heard: () => void) => Promise<Result>,
): Promise<Result> {
  return withController(signal, async (controller) => {
    const giveUp = () => controller.abort(new UploadError('no_answer', { detail: 'No answer came in time', isPassing: true }))
    let timer = setTimeout(giveUp, ms)
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(giveUp, ms)
    }
    try {
      return await work(controller.signal, heard)
    } finally {
      clearTimeout(timer)
    }
  })
}

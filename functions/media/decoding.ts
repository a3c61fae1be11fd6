import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Decoded, DecodingOrder, DecodingOutcome } from './decoder.ts'
import { Rejection } from './rejection.ts'

export type Decode = (order: DecodingOrder, seconds: number) => Promise<Decoded>

/**
 * Decodes in processes that run `file`, which are kept for the next order. Throws `Rejection`, also where one hangs or ends
 * on what it decodes. Bundled, this lies elsewhere than the function that uses it: it is told where the file is.
 */
export function decodingBy(file: URL): Decode {
  const idle = new Set<ChildProcess>()
  const running = new Set<ChildProcess>()
  // One that hangs would not notice that nobody waits for it any more.
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL')
  })

  function taken(): ChildProcess | undefined {
    const [child] = idle
    if (child) idle.delete(child)
    child?.channel?.ref()
    return child
  }

  function keep(child: ChildProcess): void {
    // It does not keep the program from ending.
    child.channel?.unref()
    child.unref()
    idle.add(child)
  }

  function start(): ChildProcess {
    const child = fork(file, { env: decoderEnvironment(), execArgv: ['--max-old-space-size=256'], serialization: 'advanced' })
    running.add(child)
    child.once('exit', () => {
      idle.delete(child)
      running.delete(child)
    })
    return child
  }

  return async (order, seconds) => {
    // One that was kept may have ended at this moment; what ends one that was begun for this file ends on the file.
    const kept = taken()
    const outcome = (kept && (await outcomeOf(kept, order, seconds))) ?? (await outcomeOf(start(), order, seconds))
    if (!outcome) throw new Rejection('processing_failed')
    keep(outcome.child)
    return decodedIn(outcome.message)
  }
}

interface Outcome {
  readonly child: ChildProcess
  readonly message: DecodingOutcome
}

/** What a process makes of an order; `undefined` where it ended. Throws `Rejection` when its time is over. */
async function outcomeOf(child: ChildProcess, order: DecodingOrder, seconds: number): Promise<Outcome | undefined> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, seconds * 1000)
  const settled = new AbortController()
  const { signal } = settled
  try {
    const ended = once(child, 'exit', { signal }).then(() => undefined)
    const answered = once(child, 'message', { signal }).then(([message]) => ({ child, message: message as DecodingOutcome }))
    child.send(order, () => undefined)
    const outcome = await Promise.race([answered, ended])
    if (isLate) throw new Rejection('processing_timeout')
    return outcome
  } finally {
    clearTimeout(timer)
    settled.abort()
  }
}

function decodedIn(message: DecodingOutcome): Decoded {
  if ('decoded' in message) return message.decoded
  if ('rejected' in message) throw new Rejection(message.rejected, { cause: message.cause })
  throw new Error(message.failed)
}

// Nothing of what its parent may do. Memory is given back where few threads each keep their own.
function decoderEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, TMPDIR } = process.env
  return { PATH, LD_LIBRARY_PATH, TMPDIR, MALLOC_ARENA_MAX: '2', VIPS_BLOCK_UNTRUSTED: '1' }
}

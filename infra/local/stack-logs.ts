import { appendFileSync, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { environment, runInEnvironment } from '../../shared/runtime/environment.ts'

export interface FunctionLogs {
  /** Notes the failure of an invocation. */
  failed(id: string, error: unknown): void
  /** Gives stdout and stderr back to all. */
  close(): Promise<void>
}

const errorLine = z.object({
  level: z.literal('ERROR'),
  message: z.string(),
  function: z.string().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
})

/**
 * Sends what functions print to `<stateDir>/atrium.log`, as CloudWatch would keep it, instead of the terminal. There, an
 * error is one line.
 */
export function captureFunctionLogs(stateDir: string, tell: (line: string) => void): FunctionLogs {
  const path = join(stateDir, 'atrium.log')
  // Made at once, so that a folder that cannot be written to is told before anything starts.
  appendFileSync(path, '')
  const file = createWriteStream(path, { flags: 'a' })
  // An error is told while its function runs, but it is not the function that prints it.
  const report = (line: string) => runInEnvironment(process.env, () => tell(line))
  const write = (text: string) => {
    file.write(text)
    if (text.includes('"level":"ERROR"')) tellErrors(text, report)
  }
  const releases = [process.stdout, process.stderr].map((stream) => divert(stream, write))

  const failed = (id: string, error: unknown) => {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    write(`${JSON.stringify({ level: 'ERROR', message: 'invocation.failed', function: id, error: { message, stack } })}\n`)
  }
  // In AWS an error that nobody awaits ends one container. Here it would end them all.
  const stray = (error: unknown) => failed(environment().FUNCTION_ID ?? 'unknown', error)
  process.on('unhandledRejection', stray).on('uncaughtException', stray)

  return {
    failed,
    close() {
      for (const release of releases) release()
      process.off('unhandledRejection', stray).off('uncaughtException', stray)
      return new Promise((resolve) => file.end(resolve))
    },
  }
}

/** Only what is printed within an invocation is a function's. */
function divert(stream: NodeJS.WriteStream, write: (text: string) => void): () => void {
  const original = stream.write
  const diverted = (...args: Parameters<typeof original>): boolean => {
    const [chunk] = args
    if (environment() === process.env) return original.apply(stream, args)
    write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    return true
  }
  stream.write = diverted as typeof original
  return () => {
    stream.write = original
  }
}

function tellErrors(text: string, report: (line: string) => void): void {
  for (const line of text.split('\n').filter((part) => part.includes('"level":"ERROR"'))) {
    const parsed = errorLine.safeParse(parseLine(line))
    if (!parsed.success) continue
    const { message, function: id = '', error } = parsed.data
    report(`${message} ${id}: ${error?.message.split('\n', 1)[0] ?? ''}`)
  }
}

/** A function may print anything that looks like a log line. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

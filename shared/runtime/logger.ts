import { Logger } from '@aws-lambda-powertools/logger'

/**
 * Structured log lines, one JSON object each. A line is a stable code such as `request.answered` with fields; it holds
 * no personal data, no token and no body.
 */
export const logger = new Logger()

/** An error for a log line: its name, code and stack. A database's message may quote documents, so it is left out. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const quotesData = error.name.startsWith('Mongo') || error.name === 'ZodError'
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.trim())
  return {
    name: error.name,
    ...('code' in error && { code: error.code }),
    ...(!quotesData && { message: error.message }),
    stack: frames,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  }
}

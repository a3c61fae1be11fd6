import { Logger } from '@aws-lambda-powertools/logger'

/**
 * Structured log lines, one JSON object each. A line is a stable code such as `request.answered` with fields; it holds
 * no personal data, no token and no body.
 */
export const logger = new Logger()

import assert from 'node:assert/strict'
import { afterAll, beforeAll, vi } from 'vitest'

// Files run one after another in the same process: what one leaves behind is another's fault.
let before: NodeJS.ProcessEnv

beforeAll(() => {
  before = variables()
})

afterAll(() => {
  assert.equal(vi.isFakeTimers(), false, 'this file leaves timers that it replaced')
  assert.deepEqual(variables(), before, 'this file leaves variables that it set')
})

/** Those of the process, without the addresses that `answerService` gives to services for as long as it lives. */
function variables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
}

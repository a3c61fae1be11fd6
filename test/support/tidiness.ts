import assert from 'node:assert/strict'
import { afterAll, beforeAll, vi } from 'vitest'
import { withoutServices } from './services.ts'

// Files run one after another in the same process: what one leaves behind is another's fault.
let before: NodeJS.ProcessEnv

beforeAll(() => {
  before = withoutServices()
})

afterAll(() => {
  assert.equal(vi.isFakeTimers(), false, 'this file leaves timers that it replaced')
  assert.deepEqual(withoutServices(), before, 'this file leaves variables that it set')
})

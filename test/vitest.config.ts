import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './support/longest-first.ts'

// Every test file and every stack reads the same packages: compiling them once saves a third of a file's time.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../dist/compile-cache', import.meta.url))

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/tidiness.ts'],
    pool: 'threads',
    // One more than the cores of a small machine, because a test waits for its stack half of the time.
    maxWorkers: 3,
    // What files share beside a process is what containers share beside one: they keep apart by ids and environments of their own.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What a test waits for may take long on a machine that is busy with other tests.
    expect: { poll: { timeout: 45_000 } },
    reporters: process.env.CI ? ['default'] : ['dot'],
  },
})

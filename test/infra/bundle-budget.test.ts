import { describe, expect, it } from 'vitest'
import { budgetReport } from '../../infra/bundle-budget.ts'
import { library } from './library.ts'

const [borrowBook] = library[0]?.endpoints ?? []
const [remindReaders] = library[1]?.workers ?? []

const loads = (path: string) => ({ path, kind: 'import-statement' as const })
const output = (bytes: number, imports: { path: string; kind: 'import-statement' | 'dynamic-import' }[] = [], inputs = {}) => ({
  bytes,
  imports,
  inputs,
  exports: [],
})

describe('the size of a function', () => {
  it('counts every chunk that it loads once, and apart what it loads when needed', () => {
    const outputs = {
      'dist/functions/lending/borrow-book.mjs': output(1000, [loads('a.mjs'), { path: 'later.mjs', kind: 'dynamic-import' }]),
      'a.mjs': output(20_000, [loads('b.mjs')]),
      'b.mjs': output(300_000, [loads('a.mjs')]),
      'later.mjs': output(50_000, [loads('b.mjs')]),
    }
    const report = budgetReport({ outputs }, [{ name: 'lending/borrow-book', contract: borrowBook }])
    expect(report.lines).toEqual(['lending/borrow-book    321 kB of 1,000 kB  and    50 kB when needed'])
    expect(report.overBudget).toEqual([])
  })

  it('is over its budget above 1 MB, 1.5 MB with a client of the SDK, 3 MB for a worker', () => {
    const sdk = { 'node_modules/@aws-sdk/client-sqs/dist-es/index.js': { bytesInOutput: 1 } }
    const outputs = {
      'out/lending/plain.mjs': output(1_000_001),
      'out/lending/sending.mjs': output(1_500_000, [], sdk),
      'out/lending/more.mjs': output(1_500_001, [], sdk),
      'out/reminding/remind-readers.mjs': output(3_000_000),
    }
    const { overBudget } = budgetReport({ outputs }, [
      { name: 'lending/plain', contract: borrowBook },
      { name: 'lending/sending', contract: borrowBook },
      { name: 'lending/more', contract: borrowBook },
      { name: 'reminding/remind-readers', contract: remindReaders },
    ])
    expect(overBudget).toEqual(['lending/more', 'lending/plain'])
  })
})

import type { StackAddresses } from '../support/process.ts'
import { type Measuring, parts } from './parts.ts'

/** One part in a process of its own, whose standard output goes nowhere: log lines are written as in AWS, and not seen. */
const [name = '', addresses = '', measuring = ''] = process.argv.slice(2)
const measure = parts[name]
if (!measure) throw new Error(`There is no part ${name}`)
const figures = await measure(JSON.parse(addresses) as StackAddresses, JSON.parse(measuring) as Measuring)
process.send?.(figures, () => process.exit(0))

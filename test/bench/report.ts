import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'

/** One measured figure beside what it may be. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The bound, such as `≤ 1.10`; none for what is only reported. */
  readonly budget?: { readonly at: 'most' | 'least'; readonly bound: number }
  readonly detail?: string
}

/** Whether a figure keeps its budget. */
export function keepsBudget({ value, budget }: Figure): boolean {
  if (!budget) return true
  return budget.at === 'most' ? value <= budget.bound : value >= budget.bound
}

/** The figures as a table for a terminal. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.name, round(figure.value), figure.unit, budgetText(figure), verdict(figure), figure.detail ?? ''])
  const all = [['what', 'measured', 'unit', 'budget', '', 'detail'], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length))) ?? []
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

/** Writes the figures with what they were measured on, for comparing runs. */
export async function writeReport(file: string, figures: readonly Figure[]): Promise<void> {
  const [cpu] = cpus()
  const report = { at: new Date().toISOString(), node: process.version, cpu: cpu?.model, cores: cpus().length, figures }
  await mkdir(new URL('.', `file://${file}`), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
}

function budgetText({ budget }: Figure): string {
  return budget ? `${budget.at === 'most' ? '≤' : '≥'} ${budget.bound}` : ''
}

function verdict(figure: Figure): string {
  if (!figure.budget) return ''
  return keepsBudget(figure) ? 'kept' : 'MISSED'
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

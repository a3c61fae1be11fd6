import { inFull } from './format.ts'

/** Numbers that stand for themselves, each under its name. */
export function Totals({ of }: { readonly of: Readonly<Record<string, number>> }) {
  return (
    <dl class="totals">
      {Object.entries(of).map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{inFull(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

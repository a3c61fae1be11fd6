import { useId } from 'preact/hooks'

interface ChoicesProps<Value> {
  readonly legend: string
  readonly options: readonly (readonly [value: Value, label: string])[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of a few, side by side. */
export function Choices<Value extends string | number | undefined>({ legend, options, value, onChange }: ChoicesProps<Value>) {
  const name = useId()
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(([option, label]) => (
        <label key={label}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}

import type { ComponentProps } from 'preact'
import { useId } from 'preact/hooks'

type FieldProps = ComponentProps<'input'> & {
  readonly label: string
  readonly hint?: string
}

/** An input with its label above it. */
export function Field({ label, hint, ...input }: FieldProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      )}
    </div>
  )
}

/** What was typed into the fields of a form, by their names. */
export function valuesOf(event: Event): Record<string, string> {
  event.preventDefault()
  const values = new FormData(event.currentTarget as HTMLFormElement)
  return Object.fromEntries(Array.from(values, ([name, value]) => [name, typeof value === 'string' ? value : '']))
}

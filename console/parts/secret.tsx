import { useEffect, useRef } from 'preact/hooks'
import { Field } from './field.tsx'

/** A secret that is shown this once. It gets the focus, so that nobody misses it. */
export function Secret({ of: secret, children }: { readonly of: string; readonly children: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.querySelector('input')?.select(), [secret])
  return (
    <div ref={place}>
      <Field label="Secret" hint={children} readOnly value={secret} />
    </div>
  )
}

import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

let isFirst = true

interface PageProps {
  readonly title: string
  readonly children: ComponentChildren
}

/** A page under its heading. Whoever comes from another page, by keyboard or by ear, begins at the heading. */
export function Page({ title, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  // Before the page is painted: later it would take the focus from whoever has begun to type.
  useLayoutEffect(() => {
    if (!isFirst) heading.current?.focus()
    isFirst = false
  }, [])
  useLayoutEffect(() => {
    document.title = `${title} · Atrium`
  }, [title])
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </>
  )
}

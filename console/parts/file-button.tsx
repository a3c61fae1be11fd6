import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'

interface FileButtonProps {
  /** What assistive technology calls it, where the text alone does not say which file is meant. */
  readonly label?: string
  readonly isMain?: boolean
  readonly isForSeveral?: boolean
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ComponentChildren
}

/** A button that lets the reader choose files of their device. */
export function FileButton({ label, isMain = false, isForSeveral = false, onFiles, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    onFiles([...(currentTarget.files ?? [])])
    // The same file may be chosen again.
    currentTarget.value = ''
  }
  return (
    <>
      <button type="button" class={isMain ? 'main' : undefined} aria-label={label} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input ref={input} type="file" hidden multiple={isForSeveral} onChange={choose} />
    </>
  )
}

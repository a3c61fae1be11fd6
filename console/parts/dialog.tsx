import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Failure } from './failure.tsx'
import { useDeed } from './use-deed.ts'

interface DialogProps {
  readonly title: string
  /** What the button says that does it. */
  readonly action: string
  /** The dialog closes when it is done, and stays open to say why it could not be. */
  readonly onConfirm: () => Promise<void>
  readonly onClose: (isDone: boolean) => void
  readonly children: ComponentChildren
}

/** Asks before something is done. The browser keeps the focus inside, closes on Escape, and puts the focus back. */
export function Dialog({ title, action, onConfirm, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { busy, error, run } = useDeed()
  const heading = useId()
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const done = 'done'
  const confirm = (event: Event) => {
    event.preventDefault()
    run(async () => {
      await onConfirm()
      dialog.current?.close(done)
    })
  }
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={({ currentTarget }) => onClose(currentTarget.returnValue === done)}>
      <form onSubmit={confirm}>
        <h2 id={heading}>{title}</h2>
        {children}
        <Failure error={error} />
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="main" disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  )
}

import { useState } from 'preact/hooks'

interface Deed {
  readonly busy: boolean
  readonly error: unknown
  /** Does it, unless it is being done. */
  readonly run: (work: () => Promise<void>) => void
}

/** Something that a reader asks for once, and what became of it. */
export function useDeed(): Deed {
  const [{ busy, error }, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false })
  const run = (work: () => Promise<void>) => {
    if (busy) return
    setState({ busy: true })
    work().then(
      () => setState({ busy: false }),
      (reason: unknown) => setState({ busy: false, error: reason }),
    )
  }
  return { busy, error, run }
}

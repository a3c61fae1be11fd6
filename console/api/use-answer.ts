import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

/** What is known of an answer. While it is asked for again, the former one stays. */
export interface Pending<Answer> {
  readonly value?: Answer
  readonly error?: unknown
  readonly busy: boolean
  /** Asks again. */
  readonly reload: () => void
}

/** Asks whenever what it `depends` on changes. An answer that is late for its question is dropped. */
export function useAnswer<Answer>(ask: () => Promise<Answer>, depends: readonly unknown[]): Pending<Answer> {
  const [known, setKnown] = useState<Omit<Pending<Answer>, 'reload'>>({ busy: true })
  const latest = useRef(0)
  const load = useCallback(() => {
    latest.current += 1
    const mine = latest.current
    const settle = (next: { value: Answer } | { error: unknown }) => {
      if (mine === latest.current) setKnown({ ...next, busy: false })
    }
    setKnown(({ value }) => ({ ...(value !== undefined && { value }), busy: true }))
    ask().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    )
  }, depends)
  useEffect(() => {
    load()
    return () => {
      latest.current += 1
    }
  }, [load])
  return { ...known, reload: load }
}

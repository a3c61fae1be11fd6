import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import type { Upload } from '../api/uploads.ts'
import { useList } from '../api/use-list.ts'
import { Choices } from '../parts/choices.tsx'
import { Paged } from '../parts/paged.tsx'
import { DeleteMedium } from './delete-medium.tsx'
import { MediumCard } from './medium-card.tsx'
import type { Medium } from './upload-words.ts'

const types = [
  [undefined, 'All'],
  ['image', 'Pictures'],
  ['gif', 'Animations'],
  ['video', 'Videos'],
  ['audio', 'Sounds'],
  ['document', 'Documents'],
] as const satisfies readonly (readonly [Medium['type'] | undefined, string])[]

interface MyMediaProps {
  /** What is on its way is shown there. */
  readonly uploads: readonly Upload[]
  /** The list is read again when this changes. */
  readonly version: number
}

/** The reader's own media, whatever became of them. */
export function MyMedia({ uploads, version }: MyMediaProps) {
  const [type, setType] = useState<Medium['type']>()
  const [chosen, setChosen] = useState<Medium>()
  const heading = useRef<HTMLHeadingElement>(null)
  const media = useList(
    (cursor) => call('listMyMedia', { query: { ...(type && { type }), ...(cursor !== undefined && { cursor }) } }),
    [type],
  )
  useEffect(() => {
    if (version > 0) media.reload()
  }, [version])
  const under = new Set(uploads.map(({ state }) => state?.media_id))
  const close = (isDone: boolean) => {
    setChosen(undefined)
    if (!isDone) return
    media.reload()
    // The button that opened the dialog goes with its medium.
    heading.current?.focus()
  }
  return (
    <section aria-labelledby="my-media">
      <h2 ref={heading} id="my-media" tabIndex={-1}>
        Your media
      </h2>
      <Choices legend="Kind" options={types} value={type} onChange={setType} />
      <Paged of={media} empty={type ? 'You have none of this kind.' : 'You have not uploaded anything yet.'}>
        {(items) => (
          <ul class="cards">
            {items
              .filter(({ id }) => !under.has(id))
              .map((medium) => (
                <MediumCard key={medium.id} medium={medium} onDelete={setChosen} />
              ))}
          </ul>
        )}
      </Paged>
      {chosen && <DeleteMedium medium={chosen} onClose={close} />}
    </section>
  )
}

import { useEffect, useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import { Failure } from '../parts/failure.tsx'
import { Field, valuesOf } from '../parts/field.tsx'
import { atMoment, inBytes, labelOf } from '../parts/format.ts'
import { useDeed } from '../parts/use-deed.ts'
import { type Medium, reasonFor } from './upload-words.ts'

interface MediumCardProps {
  readonly medium: Medium
  readonly onDelete: (medium: Medium) => void
}

/** One medium of the reader's own. */
export function MediumCard({ medium: given, onDelete }: MediumCardProps) {
  const [medium, setMedium] = useCurrent(given)
  const { filename, status, url, thumbnail_url, alt_text, visibility } = medium
  const isPicture = medium.type === 'image' || medium.type === 'gif'
  return (
    <li class="medium">
      <div class="thumbnail">{thumbnail_url === null ? <Extension of={filename} /> : <img src={thumbnail_url} alt={alt_text ?? ''} />}</div>
      <div>
        <p class="heading">
          {url === null ? <b>{filename}</b> : <Opened href={url} name={filename} />} <span class={`badge ${status}`}>{statuses[status]}</span>
        </p>
        <p class="quiet">{[kinds[medium.type], inBytes(medium.size), labelOf(visibility), atMoment(medium.uploaded_at)].join(' · ')}</p>
        {status === 'rejected' && <p class="failure">{reasonFor(medium.rejection_reason)}</p>}
        {isPicture && status !== 'rejected' && <AltText medium={medium} onSaved={setMedium} />}
        <button type="button" aria-label={`Delete ${filename}`} onClick={() => onDelete(medium)}>
          Delete
        </button>
      </div>
    </li>
  )
}

const statuses = {
  awaiting_upload: 'Not uploaded',
  processing: 'Processing',
  ready: 'Ready',
  rejected: 'Rejected',
} as const satisfies Record<Medium['status'], string>

const kinds = {
  image: 'Picture',
  gif: 'Animation',
  video: 'Video',
  audio: 'Sound',
  document: 'Document',
} as const satisfies Record<Medium['type'], string>

function Extension({ of: filename }: { readonly of: string }) {
  return <span aria-hidden="true">{/\.(\w{1,5})$/.exec(filename)?.[1]?.toUpperCase()}</span>
}

function Opened({ href, name }: { readonly href: string; readonly name: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {name}
    </a>
  )
}

const lookAgainMs = 2000
// Links to private media are good for five minutes.
const renewMs = 240_000

/** A medium as it becomes: looked at again while it is processed, and before its links end. */
function useCurrent(given: Medium): readonly [Medium, (medium: Medium) => void] {
  const [changed, setChanged] = useState<{ of: Medium; medium: Medium }>()
  const medium = changed?.of === given ? changed.medium : given
  const set = (medium: Medium) => setChanged({ of: given, medium })
  const expires = medium.status === 'ready' && medium.visibility === 'private'
  useEffect(() => {
    if (medium.status !== 'processing' && !expires) return undefined
    const look = () => call('getMedia', { params: { media_id: medium.id } }).then(set, () => set({ ...medium }))
    const timer = setTimeout(look, expires ? renewMs : lookAgainMs)
    return () => clearTimeout(timer)
  }, [medium])
  return [medium, set]
}

function AltText({ medium: { id, filename, alt_text }, onSaved }: { readonly medium: Medium; readonly onSaved: (medium: Medium) => void }) {
  const { busy, error, run } = useDeed()
  const [said, setSaid] = useState('')
  const save = (event: Event) => {
    const { alt = '' } = valuesOf(event)
    setSaid('')
    run(async () => {
      onSaved(await call('updateMedia', { params: { media_id: id }, body: { alt_text: alt.trim() || null } }))
      setSaid('Saved.')
    })
  }
  return (
    <form class="line" onSubmit={save}>
      <Field label={`What ${filename} shows, for those who do not see it`} name="alt" maxLength={1000} defaultValue={alt_text ?? ''} />
      <button type="submit" aria-label={`Save what ${filename} shows`} disabled={busy}>
        Save
      </button>
      <p class="quiet" role="status">
        {said}
      </p>
      <Failure error={error} />
    </form>
  )
}

import { useState } from 'preact/hooks'
import { call } from '../api/call.ts'
import { Refusal, type Use } from '../api/refusal.ts'
import { Dialog } from '../parts/dialog.tsx'
import { labelOf } from '../parts/format.ts'
import { hrefOf } from '../routes.ts'
import type { Medium } from './upload-words.ts'

interface DeleteMediumProps {
  readonly medium: Medium
  readonly onClose: (isDone: boolean) => void
}

/** Deletes a medium once it is confirmed, or says what it is used in. */
export function DeleteMedium({ medium: { id, filename }, onClose }: DeleteMediumProps) {
  const [uses, setUses] = useState<readonly Use[]>([])
  const remove = async () => {
    try {
      await call('deleteMedia', { params: { media_id: id } })
    } catch (error) {
      if (error instanceof Refusal) setUses(error.uses)
      // Gone is what was wanted.
      if (!(error instanceof Refusal) || error.code !== 'media_not_found') throw error
    }
  }
  return (
    <Dialog title={`Delete ${filename}?`} action="Delete" onConfirm={remove} onClose={onClose}>
      <p>Its files are removed for good.</p>
      {uses.length > 0 && (
        <>
          <p>It is used in:</p>
          <ul>
            {uses.map((use) => (
              <li key={use.subject_id}>
                <UseOf {...use} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

function UseOf({ subject_type, subject_id }: Use) {
  if (subject_type === 'articles') return <a href={hrefOf({ page: 'articles', id: subject_id })}>an article</a>
  if (subject_type === 'users') return <>your profile</>
  return <>{labelOf(subject_type)}</>
}

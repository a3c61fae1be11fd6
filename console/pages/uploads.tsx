import { useState } from 'preact/hooks'
import type { Medium, Purpose } from '../../shared/client/wire.ts'
import { addFiles, type UploadSettings, useUploads } from '../api/uploads.ts'
import { Choices } from '../parts/choices.tsx'
import { DropZone } from '../parts/drop-zone.tsx'
import { FileButton } from '../parts/file-button.tsx'
import { Page } from '../parts/page.tsx'
import { Select } from '../parts/select.tsx'
import { MyMedia } from './my-media.tsx'
import { UploadRow } from './upload-row.tsx'
import { reasonFor } from './upload-words.ts'

const purposes = {
  post: 'A post',
  article: 'An article',
  comment: 'A comment',
  message: 'A message',
  image: 'The gallery',
  avatar: 'Your profile picture',
  course: 'A course',
} as const satisfies Record<Purpose, string>

const visibilities = [
  ['public', 'Everyone'],
  ['private', 'Those who see what it is used in'],
] as const

const mostOutcomes = 3

/** Takes files up, and shows what became of them. */
export function UploadsPage() {
  const { uploads, outcomes, ended } = useUploads()
  const [settings, setSettings] = useState<UploadSettings>({ purpose: 'post', visibility: 'public' })
  const [said, setSaid] = useState('')
  const add = (files: readonly File[]) => {
    if (files.length === 0) return
    setSaid(files.length === 1 ? `${files[0]?.name ?? ''} was added.` : `${files.length} files were added.`)
    addFiles(files, settings)
  }
  return (
    <Page title="Uploads">
      <Select label="For" options={purposes} value={settings.purpose} onChange={(purpose) => setSettings({ ...settings, purpose })} />
      <Choices
        legend="Who may see it"
        options={visibilities}
        value={settings.visibility}
        onChange={(visibility) => setSettings({ ...settings, visibility })}
      />
      <DropZone onFiles={add} onFolders={() => setSaid('Folders cannot be uploaded. Choose the files in them.')}>
        <p>Drop files anywhere on this page, or</p>
        <FileButton isMain isForSeveral onFiles={add}>
          Choose files
        </FileButton>
        <p class="quiet">Pictures, videos, sounds and documents, up to 500 MB each.</p>
      </DropZone>
      <p role="status">{said}</p>
      <ul role="log" class="plain" aria-label="What became of uploads">
        {outcomes.slice(-mostOutcomes).map((medium) => (
          <li key={medium.id}>{outcomeOf(medium)}</li>
        ))}
      </ul>
      {uploads.length > 0 && (
        <section aria-labelledby="on-the-way">
          <h2 id="on-the-way">On the way</h2>
          <ul class="cards">
            {uploads.map((upload) => (
              <UploadRow key={upload.key} upload={upload} onCancelled={() => document.querySelector<HTMLElement>('main h1')?.focus()} />
            ))}
          </ul>
        </section>
      )}
      <MyMedia uploads={uploads} version={ended} />
    </Page>
  )
}

function outcomeOf({ filename, status, rejection_reason }: Medium): string {
  return status === 'ready' ? `${filename} is ready.` : `${filename} was rejected. ${reasonFor(rejection_reason)}`
}

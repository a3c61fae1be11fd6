import { cancelUpload, continueUpload, pauseUpload, type Upload } from '../api/uploads.ts'
import { FileButton } from '../parts/file-button.tsx'
import { comeOf, faultOf, mayGoBetter, phaseOf } from './upload-words.ts'

interface UploadRowProps {
  readonly upload: Upload
  /** The row goes with its upload, and the focus with it. */
  readonly onCancelled: () => void
}

/** One file on its way. */
export function UploadRow({ upload, onCancelled }: UploadRowProps) {
  const { phase, mark, error } = upload
  const { name } = mark
  const ending = phase === 'failed' ? 'Remove' : 'Cancel'
  const cancel = () => {
    cancelUpload(upload)
    onCancelled()
  }
  return (
    <li>
      <p class="heading">
        <b>{name}</b> <span class={`badge ${phase}`}>{phaseOf(upload)}</span>
      </p>
      <Progress upload={upload} />
      <p class={error === undefined ? 'none' : 'failure'} role="alert">
        {error === undefined ? '' : faultOf(upload)}
      </p>
      {phase === 'interrupted' && <p class="quiet">Choose the same file again to go on where it stopped.</p>}
      <div class="buttons">
        <button type="button" aria-label={`${ending} ${name}`} onClick={cancel}>
          {ending}
        </button>
        <NextStep upload={upload} />
      </div>
    </li>
  )
}

function Progress({ upload }: { readonly upload: Upload }) {
  const { phase, mark, sent } = upload
  if (phase === 'failed' && sent === 0) return null
  if (phase === 'processing') {
    return (
      <>
        <progress aria-label={`${mark.name} in processing`} />
        <p class="quiet">It has come, and is made ready.</p>
      </>
    )
  }
  return (
    <>
      <progress aria-label={`${mark.name} uploaded`} value={sent} max={Math.max(mark.size, 1)} />
      <p class="quiet">{comeOf(upload)}</p>
    </>
  )
}

function NextStep({ upload }: { readonly upload: Upload }) {
  const { phase, mark } = upload
  const { name } = mark
  // One button all along keeps the focus when it turns from pausing to going on.
  const steps = {
    uploading: { text: 'Pause', step: pauseUpload },
    paused: { text: 'Continue', step: continueUpload },
    failed: { text: 'Try again', step: continueUpload },
  } as const
  if (phase === 'interrupted') {
    return (
      <FileButton label={`Choose ${name} again`} isMain onFiles={([file]) => file && continueUpload(upload, file)}>
        Choose the file
      </FileButton>
    )
  }
  if (phase === 'waiting' || phase === 'processing' || (phase === 'failed' && !mayGoBetter(upload))) return null
  const { text, step } = steps[phase]
  return (
    <button type="button" class={phase === 'uploading' ? undefined : 'main'} aria-label={`${text} ${name}`} onClick={() => step(upload)}>
      {text}
    </button>
  )
}

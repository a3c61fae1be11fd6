import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

interface DropZoneProps {
  readonly onFiles: (files: readonly File[]) => void
  /** Told of folders among what was dropped: a page cannot take them as files. */
  readonly onFolders: () => void
  readonly children: ComponentChildren
}

/**
 * Takes files that are dropped anywhere on the page, and shows where they go. A browser that is left alone would open a
 * file in the place of the page.
 */
export function DropZone({ onFiles, onFolders, children }: DropZoneProps) {
  const [isOver, setOver] = useState(false)
  const handlers = useRef({ onFiles, onFolders })
  handlers.current = { onFiles, onFolders }
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      const { files, hasFolders } = filesIn(event.dataTransfer)
      if (hasFolders) handlers.current.onFolders()
      handlers.current.onFiles(files)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return <div class={isOver ? 'drop over' : 'drop'}>{children}</div>
}

function filesIn({ items }: DataTransfer): { files: File[]; hasFolders: boolean } {
  const dropped = [...items].filter(({ kind }) => kind === 'file')
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory === true
  return {
    files: dropped.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? []),
    hasFolders: dropped.some(isFolder),
  }
}
